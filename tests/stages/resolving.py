"""What resolve.t and builds.t begin with: the programs of the resolving stage can be imported, and the test is in an empty directory."""
import os
import pathlib
import sys

scripts, work = sys.argv[1:3]
sys.path.insert(0, scripts)
os.chdir(work)


def write(text, name="pyproject.toml"):
    path = pathlib.Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path
