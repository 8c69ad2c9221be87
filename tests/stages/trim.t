#!/bin/sh
# What trim.py takes of a tree, file by file; and that a library is stripped only where the loader finds the same.
for tool in python3 strip cc; do
	command -v "$tool" >/dev/null || { echo "1..0 # skip no $tool"; exit 0; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/test.py" <<'END'
import os
import shutil
import subprocess
import sys

finish, work = sys.argv[1:3]
sys.path.insert(0, finish)
sys.dont_write_bytecode = True
import elf
import trim

count = bad = 0


def ok(good, text, *more):
    global count, bad
    count, bad = count + 1, bad + (not good)
    print(f"{'' if good else 'not '}ok {count} - {text}", *(f"\n# {line}" for line in more if not good), sep="")


def left(files, level="safe", keep={}):
    """Which of FILES, {path: text}, are left; the first part of a path owns it."""
    site = os.path.join(work, "site")
    shutil.rmtree(site, ignore_errors=True)
    for path, text in files.items():
        os.makedirs(os.path.dirname(os.path.join(site, path)) or site, exist_ok=True)
        with open(os.path.join(site, path), "w") as file:
            file.write(text)
    tree = trim.Tree(site, {path: path.split("/")[0] for path in files}, keep)
    rules = trim.read_rules(os.path.join(finish, "trim.tsv"), "packages", level)
    trim.trim(tree, [rule for rule in rules if rule.action != "compile"], os.path.join(work, "shared"))
    return {path for path in files if os.path.lexists(os.path.join(site, path))}


def takes(files, gone, text, **options):
    found = set(files) - left(files, **options)
    ok(found == set(gone), text, f"taken: {sorted(found)}", f"wanted: {sorted(gone)}")


package = {"p/__init__.py": "", "p/a.py": "x = 1\n"}
suite = {"p/tests/__init__.py": "", "p/tests/test_a.py": "from . import tools\n", "p/tests/tools.py": "", "p/tests/data/x.csv": "1"}
takes({**package, **suite}, suite, "a test suite with its data")
takes({**package, **suite, "q/__init__.py": "from p.tests.tools import x\n"}, set(suite) - {"p/tests/__init__.py", "p/tests/tools.py"},
      "but not a module that another package imports, nor its package")
takes({**package, **suite, "p/b.py": "from .tests import test_a\n"}, {"p/tests/data/x.csv"}, "nor one that is imported by a relative name, nor what that imports")
takes({**package, **suite, "p/b.py": "import importlib\nimportlib.import_module('p.tests.tools')\n"}, set(suite) - {"p/tests/__init__.py", "p/tests/tools.py"},
      "nor one that a string names")
takes({**package, **suite, "p/b.py": "import (\n"}, suite, "a module that is no Python does not disturb")
takes({**package, **suite, "p/b.py": "open(here + '/tests/data/x.csv')\n"}, set(suite) - {"p/tests/data/x.csv"}, "nor data that a module beside it opens")
takes({**package, **suite, "p/_c_tests.cpython-313-x86_64-linux-musl.so": "", "p/tests/test_c.py": "from .. import _c_tests\n"},
      {*suite, "p/tests/test_c.py", "p/_c_tests.cpython-313-x86_64-linux-musl.so"}, "and what nothing but the suite imports")
takes({**package, **suite, "p/b.py": "# see tests\n"}, suite, "a comment opens nothing")
takes({**package, **suite}, set(suite) - {"p/tests/data/x.csv"}, "nor what a record keeps", keep={"p": ["p/tests/data/**"]})
takes({**package, **suite}, (), "nor anything of who is kept whole", keep={"p": ["**"]})
takes({**package, **suite}, (), "nothing at all at level none", level="none")
takes({"d/test/__init__.py": "", "d/test/client.py": ""}, (), "a directory test without tests is a module like others")
takes({"d/__init__.py": "", "d/test/test_x.py": "", "d/test/y.py": ""}, {"d/test/test_x.py", "d/test/y.py"}, "one with tests is not")
takes({"p-1.dist-info/METADATA": "", "p-1.dist-info/licenses/tests/x.h": ""}, (), "nothing of metadata")
takes({"p/__init__.pyi": "", "p/py.typed": "", **package}, {"p/__init__.pyi"}, "stubs")
takes({"p/__init__.pyi": "", "p/__init__.py": "lazy_loader.attach_stub(__name__, __file__)"}, (), "but not where they are read at run time")
takes({"p/x.h": "", "p/x.c": "", "p/x.pyx": "", "p/x.pxd": "", "p/x.a": "", "p/x.cmake": "", "p/x.js": "", "p/x.cl": ""},
      {"p/x.h", "p/x.c", "p/x.pyx", "p/x.pxd", "p/x.a", "p/x.cmake"}, "what compilers read")
takes({"p/examples/e.py": "", **package}, (), "examples are not taken at level safe")
takes({"p/examples/e.py": "", **package}, {"p/examples/e.py"}, "but at level hard", level="hard")

left({"p/libx.so": "one", "p/libx.so.1": "one", "p/libx.so.1.2": "one", "p/liby.so": "two", "q/libx.so": "one"})
links = {path: os.readlink(os.path.join(work, "site", path)) for path in ("p/libx.so.1", "p/libx.so.1.2")}
ok(set(links.values()) == {"libx.so"}, "equal libraries of a package are one, and links to it", links)
ok(not any(os.path.islink(os.path.join(work, "site", path)) for path in ("p/libx.so", "p/liby.so", "q/libx.so")), "others are not")

left({"a.libs/libstdc++-1.so.6": "same", "b.libs/libstdc++-1.so.6": "same", "b.libs/libblas-1.so": "other"})
where = {os.path.basename(os.path.dirname(os.readlink(os.path.join(work, "site", d, "libstdc++-1.so.6")))) for d in ("a.libs", "b.libs")}
ok(len(where) == 1, "the compiler's runtime is one file for all packages, known by its content", where)
ok(not os.path.islink(os.path.join(work, "site/b.libs/libblas-1.so")), "other bundled libraries stay where they are")

source = os.path.join(work, "x.c")
with open(source, "w") as file:
    file.write("static int hidden(int x) { return x * 3; }\nint visible(int x) { return hidden(x) + 1; }\nint counter = 7;\n")
library = os.path.join(work, "libx.so")
subprocess.run(["cc", "-g", "-O0", "-shared", "-fPIC", "-o", library, source], check=True)
stripped = os.path.join(work, "stripped.so")
subprocess.run(["strip", "-o", stripped, library], check=True)
ok(os.path.getsize(stripped) < os.path.getsize(library), "a library with symbols is stripped")
ok(elf.is_mapped_alike(elf.read(library), elf.read(stripped)), "and the loader finds the same")


def patched(change):
    data = bytearray(open(stripped, "rb").read())
    change(data)
    path = os.path.join(work, "patched.so")
    with open(path, "wb") as file:
        file.write(data)
    return elf.read(path)


sections = sorted(elf.read(stripped).mapped_sections(), key=lambda s: s.size)
load = next(i for i, segment in enumerate(elf.read(stripped).segments) if segment.kind == elf.LOAD and segment.offset)
segment_at = elf.read(stripped).headers_at + load * 56


def flip(offset):
    def change(data):
        data[offset] ^= 1

    return change


for text, offset in (("a byte of code or data", sections[-1].offset), ("an address of a segment", segment_at + 16), ("a segment's rights", segment_at + 4)):
    other = patched(flip(offset))
    ok(other is None or not elf.is_mapped_alike(elf.read(library), other), f"{text} changed: it does not")
ok(elf.read(source) is None, "what is no library is none")
for size in (0, 4, 20, 64, 200, os.path.getsize(stripped) - 60):
    path = os.path.join(work, "short")
    with open(path, "wb") as file:
        file.write(open(stripped, "rb").read()[:size])
    ok(elf.read(path) is None, f"nor are the first {size} bytes of one")
print(f"1..{count}")
sys.exit(bad > 0)
END
python3 "$work/test.py" "$PWD/dockerfiles/scripts/finish" "$work"
