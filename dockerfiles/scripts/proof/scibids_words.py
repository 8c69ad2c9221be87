"""Puts each failure into one line: what an error means, and what to do."""

import importlib.metadata
import importlib.util
import re
import sys


class Reported(Exception):
    """The missing module and the file in an exception's message from a different process, or None."""

    def __init__(self, text, name, filename):
        super().__init__(text)
        self.name, self.filename = name, filename


def text_of(error):
    return " ".join((str(error) if isinstance(error, Reported) else f"{type(error).__name__}: {error}").split())


def read_gone(path):
    with open(path, encoding="utf-8") as file:
        return {name: (since, cure) for name, since, cure in (line.rstrip("\n").split("\t") for line in file if line[0] != "#")}


def is_gone(since):
    """Is this a version that no longer has the module?"""
    package, _, version = since.rpartition(" ")
    try:
        there = importlib.metadata.version(package) if package else "%d.%d" % sys.version_info[:2]
    except importlib.metadata.PackageNotFoundError:
        return True
    numbers = lambda text: [int(n) for n in re.findall(r"\d+", text)]  # noqa: E731
    return numbers(there) >= numbers(version)


class Cures:
    """What to do about what an image lacks. GONE: the path of gone.tsv."""

    def __init__(self, gone):
        self.gone = read_gone(gone)

    def of_module(self, name, distribution, module):
        """MODULE of DISTRIBUTION cannot be imported, for NAME is not there; "": nothing is known."""
        top = name.partition(".")[0]
        if top in self.gone and is_gone(self.gone[top][0]):
            since, cure = self.gone[top]
            return f"{since if ' ' in since else 'Python ' + since} removed it: {cure}"
        if name == "_tkinter" or top == "tkinter":
            return "it needs Tk: set SCIBIDS_RUNTIME_APKS=tk"
        if importlib.util.find_spec(top) is not None:
            return ""
        advice = f"no package in the image has it: require the one that does, or a version of {distribution} that does without it"
        if module and "." in module:
            advice += f"; if this import may fail, list it in a package record: optional-imports: [{module}]"
        return advice

    def of_text(self, text):
        if missing := re.search(r"Error loading shared library ([^\s:]+): No such file", text):
            return f"no apk in the image provides so:{missing.group(1)}"
        symbol = re.search(r"(?:symbol not found: |relocating \S+: )(\w+)", text)
        if symbol and re.fullmatch(r"__\w+_chk", symbol.group(1)):
            return "a glibc symbol: this file was not built for musl"
        if re.search(r"\blib[\w.+-]{2,}", text) and re.search(r"find|load|found|open|locate", text) and "site-packages" not in text:
            return "a library that is opened by its name: add its apk to SCIBIDS_RUNTIME_APKS, or to run: in a record"
        return ""

    def explain(self, error, distribution="", module=""):
        """The error in one line, with what to do about it."""
        text, name = text_of(error), getattr(error, "name", None)
        advice = self.of_module(name, distribution, module) if name and not re.search(r"\.so\b", text) else self.of_text(text)
        return f"{text} ({advice})" if advice else text


