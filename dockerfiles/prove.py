"""Imports every installed distribution and loads every shared library; says what each failure lacks."""

import fnmatch
import importlib
import importlib.metadata
import json
import os
import re
import sys
import sysconfig
import time
import warnings

# Top-level names that packages install by mistake and no program imports.
STRAY_NAMES = re.compile(r"(tests?|conftest|examples?|benchmarks?|docs?|setup)$")


def import_names(distribution):
    """Top-level modules and packages that a distribution's RECORD installs."""
    names = set()
    for path in distribution.files or []:
        top = path.parts[0]
        if path.suffix not in (".py", ".so") or top == ".." or top.endswith((".dist-info", ".egg-info", ".data", ".libs")):
            continue
        name = top.split(".")[0] if len(path.parts) == 1 else top
        if name.isidentifier() and not STRAY_NAMES.match(name):
            names.add(name)
    return sorted(names)


def shared_libraries(distribution):
    return [str(distribution.locate_file(p)) for p in distribution.files or [] if re.search(r"\.so(\.\d+)*$", p.name)]


def extension_module(path, site):
    """The dotted name under which Python would import this file, or None for a plain library."""
    relative = os.path.relpath(path, site)
    match = re.fullmatch(r"(.+?)\.(?:cpython-\d+[\w-]*|abi3)?\.?so", relative)
    if match is None:
        return None
    name = match.group(1).replace("/", ".")
    return name if all(part.isidentifier() for part in name.split(".")) else None


def try_import(name):
    try:
        importlib.import_module(name)
    except SystemExit:  # a program at heart: it was found and ran
        return None
    except BaseException as error:
        return error
    return None


def load(path):
    import ctypes

    try:
        ctypes.CDLL(path, mode=os.RTLD_NOW)
    except OSError as error:
        return error
    return None


def explain(error):
    """What a loader's message means, in one line."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    missing = re.search(r"Error loading shared library (\S+): No such file", text)
    symbol = re.search(r"(?:symbol not found|relocating \S+: )\s*(\S+)", text)
    if missing:
        return f"{text} (no apk of the image provides so:{missing.group(1).rstrip(':')})"
    if symbol and symbol.group(1).startswith("__") and symbol.group(1).endswith("_chk"):
        return f"{text} (a glibc symbol: this file was not built for musl)"
    return text


def prove(site, imports):
    report, failures = {"distributions": {}, "libraries": 0}, []
    for distribution in sorted(importlib.metadata.distributions(path=[site]), key=lambda d: d.metadata["Name"] or ""):
        name = distribution.metadata["Name"]
        if name is None:
            failures.append(f"{distribution._path}: a distribution without a name")
            continue
        known = imports.get(re.sub(r"[-_.]+", "-", name).lower(), {})
        optional = known.get("optional-imports", [])
        modules = known.get("import-names") or import_names(distribution)
        modules = [module for module in modules if not any(fnmatch.fnmatchcase(module, glob) for glob in optional)]
        report["distributions"][name] = modules
        for module in modules:
            error = try_import(module)
            if error is not None:
                failures.append(f"{name}: import {module}: {explain(error)}")
        for path in shared_libraries(distribution):
            report["libraries"] += 1
            error = load(path)
            # An extension may lean on libraries that its package loads first: then only importing it is the test.
            if error is not None:
                module = extension_module(path, site)
                retry = load(path) if module is None else try_import(module)
                if retry is not None and not any(fnmatch.fnmatchcase(module or "", glob) for glob in optional):
                    failures.append(f"{name}: {os.path.relpath(path, site)}: {explain(retry)}")
    return report, failures


def main():
    warnings.simplefilter("ignore")
    started = time.monotonic()
    os.environ["HOME"] = "/tmp"
    os.chdir("/tmp")
    with open(sys.argv[1], encoding="utf-8") as file:
        imports = json.load(file)
    report, failures = prove(sysconfig.get_path("platlib"), imports)
    for failure in failures:
        print(f"scibids: proof: {failure}", file=sys.stderr)
    if failures:
        return 1
    print(
        f"proof: {len(report['distributions'])} distributions, {report['libraries']} libraries,"
        f" {time.monotonic() - started:.1f} s",
        file=sys.stderr,
    )
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump(report, file, indent=1, sort_keys=True)
    return 0


sys.stdout.flush()
# Threads and exit handlers of what was imported must not change the verdict.
status = main()
sys.stderr.flush()
os._exit(status)
