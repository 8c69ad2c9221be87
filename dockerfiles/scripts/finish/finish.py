"""usage: finish.py TREE LEVEL LAYER REPORT [OWNER:GLOB | OWNER:RULE]...
Finishes a layer: removes what trim.tsv lists for TREE, "packages" or "interpreter", writes bytecode and corrects RECORD. Bytecode
carries neither time nor hash of its source, and all files have one time: equal input, equal bytes.
Each further word names what stays; the owner * is every package, "python" the interpreter. Files that layers share go below /shared; what
ELF files ask for, below /facts. REPORT gets a line for each removal: owner, rule, bytes, path."""

import os
import sys
import sysconfig

if __name__ == "__main__" and "PYTHONMALLOC" not in os.environ and sysconfig.get_config_var("WITH_MIMALLOC"):
    # Bytecode is made in a sixth less time with Python's own mimalloc than with musl's allocator. Only a start can choose it.
    os.execve(sys.executable, sys.orig_argv, os.environ | {"PYTHONMALLOC": "mimalloc"})

import contextlib
import functools
import gc
import glob
import multiprocessing
import py_compile
import re

import adapt
import check_installed
import facts
import record
import trim

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = "/shared/usr/local/lib"  # beside the layer: what layers have in common
FACTS = "/facts"  # and what its ELF files ask for
BYTECODE = py_compile.PycInvalidationMode.UNCHECKED_HASH
TIME = 315532800  # 1980-01-01, the first that a zip archive can hold


def files_below(directory):
    for parent, _, names in os.walk(directory):
        for name in names:
            yield os.path.relpath(os.path.join(parent, name), directory)


def project_name(dist_info):
    return re.sub(r"[-_.]+", "-", dist_info.split("-")[0]).lower()


def package_owners(site, records):
    return {name: project_name(info) for info, rows in records.items() for name in rows if os.path.lexists(os.path.join(site, name))}


def compile_module(layer, path):
    try:
        py_compile.compile(path, dfile="/" + os.path.relpath(path, layer), doraise=True, invalidation_mode=BYTECODE)
    except py_compile.PyCompileError:
        pass  # not Python for this interpreter: no bytecode


def compile_bytecode(directory, layer):
    paths = [os.path.join(directory, name) for name in files_below(directory) if name.endswith(".py")]
    paths.sort(key=os.path.getsize, reverse=True)  # no process is left with a large one at the end
    # Forked processes have all that this one has imported: they cost next to nothing to start. Compiling leaves no cycles to collect.
    with multiprocessing.get_context("fork").Pool(initializer=gc.disable) as pool:
        pool.map(functools.partial(compile_module, layer), paths, chunksize=4)


def drop_sources(tree, rules):
    """Moves a module's bytecode to where its source was."""
    for rule in rules:
        for name in sorted(name for name in tree.files if rule.matches(name) and not tree.is_kept(name, rule)):
            bytecode = tree.path(record.bytecode_of(name))
            if os.path.exists(bytecode):
                os.rename(bytecode, tree.path(name) + "c")
                tree.remove(name, rule)
                with contextlib.suppress(OSError):  # other bytecode is in it
                    os.rmdir(os.path.dirname(bytecode))


def set_times(layer):
    for parent, directories, names in os.walk(layer):
        for name in directories + names:
            os.utime(os.path.join(parent, name), (TIME, TIME), follow_symlinks=False)
    os.utime(layer, (TIME, TIME))


def main():
    kind, level, layer, report = sys.argv[1:5]
    keep = trim.Keep(sys.argv[5:])
    prefix = os.path.join(layer, "usr/local")
    site = glob.glob(os.path.join(prefix, "lib/python3*/site-packages"))[0]
    rules = trim.read_rules(os.path.join(HERE, "trim.tsv"), kind, level)
    changed = set()
    if kind == "packages":
        check = check_installed.Check(layer)
        if not check.run():
            sys.exit(1)
        # Only one of the distributions that have it can have been right about its hash.
        changed = {os.path.relpath(os.path.join(layer, place), site) for place in check.mixed}
        records = check.records
        tree = trim.Tree(site, package_owners(site, records), keep)
        compiled = site
    else:
        records = {info: record.read(site, info) for info in record.distributions(site)}
        tree = trim.Tree(prefix, dict.fromkeys(files_below(prefix), "python"), keep)
        compiled = os.path.dirname(site)
    trim.trim(tree, [rule for rule in rules if rule.action != "compile"], SHARED)
    os.makedirs(site, exist_ok=True)
    if kind == "interpreter":
        adapt.adapt(prefix)
    compile_bytecode(compiled, layer)
    drop_sources(tree, [rule for rule in rules if rule.action == "compile"])
    changed |= {name for _, _, _, name in tree.taken}
    for info in record.distributions(site):
        record.rewrite(site, info, records[info], changed, SHARED)
    os.makedirs(os.path.dirname(report), exist_ok=True)
    with open(report, "w", encoding="utf-8") as file:
        file.writelines(f"{owner}\t{rule}\t{size}\t{name}\n" for owner, rule, size, name in sorted(tree.taken))
    os.makedirs(SHARED, exist_ok=True)
    os.makedirs(FACTS, exist_ok=True)
    facts.note_all(layer, FACTS)
    facts.note_all("/shared", FACTS)
    set_times(layer)
    set_times("/shared")
    set_times(FACTS)


if __name__ == "__main__":
    main()
