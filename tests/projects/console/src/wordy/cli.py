import collections
import importlib.resources

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer()


@app.command()
def count(text: str):
    """Count words."""
    stop = importlib.resources.files("wordy").joinpath("data/stop-words.txt").read_text(encoding="utf-8").split()
    table = Table("word", "times")
    for word, times in collections.Counter(word for word in text.split() if word not in stop).most_common():
        table.add_row(word, str(times))
    Console(width=40).print(table)


@app.command()
def dump(text: str):
    import yaml

    print(yaml.safe_dump(text.split()))
