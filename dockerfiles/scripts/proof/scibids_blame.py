"""Tells what was trimmed, and whether that may have caused a failure."""

import glob
import os
import re

# Rules that leave every file in its place.
HARMLESS = {"symbols", "duplicates", "shared"}
# Errors of a loader: trimming removes only copies of libraries, so it did not cause these.
LOADER = re.compile(r"Error (loading|relocating)|symbol not found|undefined symbol|cannot open shared object")


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def module_of(name):
    """The dotted name under which the file at NAME, below site-packages, is imported; None: it is no module."""
    match = re.fullmatch(r"((?:\w+/)*\w+)\.(?:pyc?|(?:[\w-]+\.)?so)", name)
    return match.group(1).removesuffix("/__init__").replace("/", ".") if match else None


def missing_module(error):
    """The missing module, even if a program has reworded the error; None: something else is wrong."""
    while error is not None:
        if isinstance(error, ModuleNotFoundError) and error.name:
            return error.name
        if isinstance(error, ImportError) and error.name and getattr(error, "name_from", None):
            return f"{error.name}.{error.name_from}"
        error = error.__cause__ or error.__context__
    return None


class Trimmed:
    """What was removed, and from whom: {path below site-packages: distribution}, and {module of the interpreter: rule}."""

    def __init__(self, directory):
        self.owners, self.interpreter = {}, {}
        for path in glob.glob(os.path.join(directory, "*.tsv")):
            with open(path, encoding="utf-8") as file:
                for line in file:
                    self.add(*line.rstrip("\n").split("\t"))
        self.modules = {module: name for name in self.owners if (module := module_of(name))}
        self.directories = {os.path.dirname(name) for name in self.owners}
        self.tops = {module.partition(".")[0] for module in self.modules}

    def add(self, owner, rule, _, name):
        if rule in HARMLESS:
            return
        if owner != "python":
            self.owners[name] = owner
        elif module := module_of(re.sub(r"lib/python3\.\d+/(site-packages/|lib-dynload/)?", "", name)):
            self.interpreter[module] = rule

    def blame(self, distribution, error):
        """The distributions, or python:RULE, that may work untrimmed; empty if ERROR shows a different cause; the distribution and
        its requirements if it shows nothing."""
        if module := getattr(error, "name", None):
            return self.blame_module(module)
        text, path = str(error), getattr(error, "filename", None)
        for name in ([str(path)] if path else []) + re.findall(r"[\w.+/-]+/[\w.+-]+", text):
            short = name.partition("/site-packages/")[2] or name
            if short in self.owners:
                return [self.owners[short]]
            if short in self.directories:
                return sorted({owner for taken, owner in self.owners.items() if os.path.dirname(taken) == short})
        if path or LOADER.search(text):
            return []
        required = [normalized(re.match(r"[\w.-]+", text).group()) for text in distribution.requires or []]
        taken = set(self.owners.values())
        return [name for name in [normalized(distribution.name), *required] if name in taken]

    def blame_module(self, module):
        while module:
            if module in self.modules:
                return [self.owners[self.modules[module]]]
            if module in self.interpreter:
                return [f"python:{self.interpreter[module]}"]
            module = module.rpartition(".")[0]
        return []
