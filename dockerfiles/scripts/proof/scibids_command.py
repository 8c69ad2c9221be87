"""Are the programs and modules there with which the image's command begins?"""

import difflib
import importlib.util
import json
import os
import shutil

SHELLS = {"sh", "/bin/sh", "bash", "/bin/bash", "ash", "/usr/bin/bash"}
BUILTINS = {"cd", "eval", "exec", "export", "set", "source", "test"}


def programs_of(path):
    return {name for directory in path.split(":") if os.path.isdir(directory) for name in os.listdir(directory)}


def advice(name, path):
    base = os.path.basename(name)
    if name in SHELLS:
        return "the image has no shell: begin with the program itself, or set SCIBIDS_RUNTIME_APKS=busybox-binsh, which has sh"
    if base in BUILTINS or "=" in name:
        return "that is for a shell, and no shell will read it: begin with the program; SCIBIDS_ENV sets variables"
    if found := shutil.which(base, path=path):
        return f"it is at {found}"
    if name.isidentifier() and importlib.util.find_spec(name) is not None:
        return f"it is a module: write python3 -m {name}"
    close = difflib.get_close_matches(base, sorted(programs_of(path)), 1)
    return f"did you mean {close[0]}?" if close else "require the package that has it, or add its apk to SCIBIDS_RUNTIME_APKS"


def missing(name, path):
    """What is wrong with the program; "": nothing."""
    found = shutil.which(name, path=path)
    if found:
        return ""
    if os.path.isfile(name):
        return f"{name} is not executable"
    return f"the image has no program {name} ({advice(name, path)})"


def lacking(module):
    """What is wrong with the module, which is not one of the app's; "": nothing."""
    try:
        found = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        found = None
    except Exception:
        return ""  # it exists; the rest of the proof imports it
    return "" if found else f"neither the app nor the image has a module {module}"


def check(path):
    """The failures, one line each, of what the file at PATH asks for."""
    with open(path, encoding="utf-8") as file:
        wanted = json.load(file)
    found = [(entry["what"], missing(entry["name"], wanted["path"]) if "name" in entry else lacking(entry["module"])) for entry in wanted["programs"]]
    return [f"{what}: {why}" for what, why in found if why]
