"""usage: app_imports.py TRIMMED APP PROVED
Fails if trimming has removed something that the app's own code names: in an import, in a call of importlib, or as a dotted name in a
string. TRIMMED is a directory that says what was removed; PROVED is made if nothing is missing. Imports in a try block may fail and do not
count, nor do the app's own modules."""

import ast
import json
import os
import sys
import tokenize

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(HERE)
from scibids_blame import Trimmed  # noqa: E402

NEVER = {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__"}
LARGEST = 4 << 20
# Rules that replace sources by bytecode, which can be imported.
THERE = {"library", "python"}
# Rules whose files cannot be given back, and what to do instead.
CURES = {"desktop": "it needs Tk: set SCIBIDS_RUNTIME_APKS=tk", "installers": "an image installs nothing when it runs"}
LOADERS = {"import_module", "__import__", "run_module", "find_spec"}


class Gone(Trimmed):
    def add(self, owner, rule, *rest):
        if rule not in THERE:
            super().add(owner, rule, *rest)


def code_of(path):
    """The source of a module, or what a notebook's cells hold."""
    with tokenize.open(path) as file:
        text = file.read(LARGEST)
    if not path.endswith(".ipynb"):
        return text
    lines = [line for cell in json.loads(text).get("cells", []) if cell.get("cell_type") == "code" for line in "".join(cell["source"]).splitlines()]
    return "\n".join("pass" if line.startswith(("%", "!", "?")) else line for line in lines)


def is_tried(node):
    caught = [name for handler in node.handlers for name in (ast.walk(handler.type) if handler.type else [ast.Name("Exception")]) if isinstance(name, ast.Name)]
    return any(name.id in ("ImportError", "ModuleNotFoundError", "Exception", "BaseException") for name in caught)


def names_in(node):
    """(module, line) of everything that is named below NODE."""
    if isinstance(node, ast.Try) and is_tried(node):
        below = [*node.handlers, *node.orelse, *node.finalbody]
    else:
        below = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Import):
        yield from ((alias.name, node.lineno) for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.level == 0:
        yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
    elif isinstance(node, ast.Call):
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called in LOADERS and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            yield node.args[0].value, node.lineno
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value and len(node.value) < 200:
        yield node.value, node.lineno
    for child in below:
        yield from names_in(child)


def files_of(app):
    for directory, names, files in os.walk(app):
        names[:] = sorted(name for name in names if name not in NEVER)
        yield from (os.path.join(directory, name) for name in sorted(files) if name.endswith((".py", ".ipynb")))


def is_own(module, path, app):
    top = module.partition(".")[0]
    return any(os.path.exists(os.path.join(place, top + end)) for place in (app, os.path.dirname(path)) for end in ("", ".py"))


def taken(trimmed, module):
    """(owner, rule, module) of what was taken, or None."""
    while module:
        if module in trimmed.modules:
            return trimmed.owners[trimmed.modules[module]], "", module
        if rule := trimmed.interpreter.get(module):
            return f"python:{rule}", rule, module
        module = module.rpartition(".")[0]
    return None


def look(trimmed, app):
    """Once each: {owner: (module, place, rule)}."""
    found = {}
    for path in files_of(app):
        try:
            names = list(names_in(ast.parse(code_of(path))))
        except (OSError, ValueError, SyntaxError, RecursionError, KeyError, AttributeError, TypeError):
            continue
        for module, line in names:
            if (what := taken(trimmed, module)) and not is_own(module, path, app):
                found.setdefault(what[0], (what[2], f"{os.path.relpath(path, app)}:{line}", what[1]))
    return found


def main():
    directory, app, proved = sys.argv[1:4]
    found = look(Gone(directory), app)
    missing = 0
    for owner, (module, place, rule) in sorted(found.items()):
        if rule in CURES:
            print(f"scibids: note: app: {place} imports {module}, and the image does not have it: {CURES[rule]}", file=sys.stderr)
            continue
        missing += 1
        print(f"scibids: proof: app: {place} imports {module}, which was trimmed", file=sys.stderr)
        print(f"scibids: untrim {owner}: the app imports {module} ({place})", file=sys.stderr)
    if missing:
        return 1
    os.makedirs(proved)
    return 0


sys.exit(main())
