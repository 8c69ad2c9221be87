#!/bin/sh
# What trim.py removes from a tree, file by file, and that a library is stripped only if the loader still maps the same.
for tool in python3 strip cc; do
	command -v "$tool" >/dev/null || { echo "1..0 # skip no $tool"; exit 0; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/test.py" <<'END'
import ctypes
import os
import re
import shutil
import subprocess
import sys

finish, work = sys.argv[1:3]
sys.path.insert(0, finish)
sys.dont_write_bytecode = True
import elf
import elf_write
import facts
import finish as finish_module
import record
import trim

sys.path.insert(0, "tests")
from tap import finish as end, ok


def left(files, level="safe", keep=()):
    """Which of FILES, {path: text}, are left; the first part of a path owns it."""
    site = os.path.join(work, "site")
    shutil.rmtree(site, ignore_errors=True)
    for path, text in files.items():
        os.makedirs(os.path.dirname(os.path.join(site, path)) or site, exist_ok=True)
        with open(os.path.join(site, path), "w") as file:
            file.write(text)
    tree = trim.Tree(site, {path: path.split("/")[0] for path in files}, trim.Keep(keep))
    rules = trim.read_rules(os.path.join(finish, "trim.tsv"), "packages", level)
    trim.trim(tree, [rule for rule in rules if rule.action != "compile"], os.path.join(work, "shared"))
    return {path for path in files if os.path.lexists(os.path.join(site, path))}


def takes(files, gone, text, **options):
    found = set(files) - left(files, **options)
    ok(found == set(gone), text, f"taken: {sorted(found)}", f"wanted: {sorted(gone)}")


package = {"p/__init__.py": "", "p/a.py": "x = 1\n"}
suite = {"p/tests/__init__.py": "", "p/tests/test_a.py": "from . import tools\n", "p/tests/tools.py": "", "p/tests/data/x.csv": "1"}
takes({**package, **suite}, suite, "a test suite with its data")
takes({**package, **suite, "q/__init__.py": "from p.tests.tools import x\n"}, set(suite) - {"p/tests/__init__.py", "p/tests/tools.py", "p/tests/data/x.csv"},
      "but not a module that another package imports, nor its package, nor data that it may read")
takes({**package, **suite, "p/b.py": "from .tests import test_a\n"}, (), "nor one that is imported by a relative name, nor what that imports")
takes({**package, **suite, "p/b.py": "import importlib\nimportlib.import_module('p.tests.tools')\n"}, set(suite) - {"p/tests/__init__.py", "p/tests/tools.py", "p/tests/data/x.csv"},
      "nor one that a string names")
read = set(suite) - {"p/tests/__init__.py", "p/tests/tools.py", "p/tests/data/x.csv"}
for line in ("from .tests.tools import *", "from .tests import \\\n    tools", "from \\\n    p.tests \\\r\n    import tools", "import os, \\\n    p.tests.tools",
             "from .tests import (  # (all)\n    tools,\n)", "importlib.import_module('.tests.tools', __package__)",
             "def late():\n    import_module('..tests.tools', 'p.q')"):
    where = "p/q/b.py" if ".." in line else "p/b.py"
    takes({**package, **suite, where: line + "\n"}, read, f"nor one that is imported so: {line!r}")
takes({**package, **suite, "p/b.py": "import (\n"}, suite, "a module that is not Python does no harm")
takes({**package, **suite, "p/b.py": "open(here + '/tests/data/x.csv')\n"}, set(suite) - {"p/tests/data/x.csv"}, "nor data that a module beside it opens")
takes({**package, **suite, "p/_c_tests.cpython-313-x86_64-linux-musl.so": "", "p/tests/test_c.py": "from .. import _c_tests\n"},
      {*suite, "p/tests/test_c.py", "p/_c_tests.cpython-313-x86_64-linux-musl.so"}, "and what nothing but the suite imports")
takes({**package, **suite, "p/b.py": "# see tests\n"}, suite, "a comment opens nothing")
takes({**package, **suite}, set(suite) - {"p/tests/data/x.csv"}, "nor what a record keeps", keep=["p:p/tests/data/**"])
takes({**package, **suite}, (), "nor anything of who is kept whole", keep=["p:**"])
takes({**package, **suite}, (), "nothing at all at level none", level="none")
takes({"d/test/__init__.py": "", "d/test/client.py": ""}, (), "a directory test without tests is a module like others")
takes({"d/__init__.py": "", "d/test/test_x.py": "", "d/test/y.py": ""}, {"d/test/test_x.py", "d/test/y.py"}, "one with tests is not")
takes({"p-1.dist-info/METADATA": "", "p-1.dist-info/licenses/tests/x.h": ""}, (), "nothing of metadata")
takes({**package, **suite, "p/c/d.py": "DATA = 'x.csv'\n"}, set(suite) - {"p/tests/data/x.csv"}, "nor data that any module of the package names")
takes({**package, "p/tests/generic/unique.sql": "", "p/tests/y.py": ""}, (), "a directory tests without test modules is data")
takes({**package, "p/templates/app/__init__.py": "", "p/templates/app/tests/test_it.py": "", "p/templates/{{ name }}/tests/test_it.py": ""}, (),
      "a test suite in the template of a project is data")
takes({"n/p/__init__.py": "", "n/p/tests/test_a.py": ""}, {"n/p/tests/test_a.py"}, "one in a namespace package does not count")
takes({**package, "p/conftest.py": "", "p/templates/app/conftest.py": ""}, {"p/conftest.py"}, "so with the settings of a suite")

left({path: "" for name in "ab" for path in (f"p/{name}.py", "p/" + record.bytecode_of(f"{name}.py"))})
site = os.path.join(work, "site")
compiling = [rule for rule in trim.read_rules(os.path.join(finish, "trim.tsv"), "packages", "hard") if rule.action == "compile"]
finish_module.drop_sources(trim.Tree(site, {"p/a.py": "p"}, trim.Keep([])), compiling)
ok(sorted(os.listdir(site + "/p")) == ["__pycache__", "a.pyc", "b.py"], "bytecode takes its source's place", os.listdir(site + "/p"))
finish_module.drop_sources(trim.Tree(site, {"p/b.py": "p"}, trim.Keep([])), compiling)
ok(sorted(os.listdir(site + "/p")) == ["a.pyc", "b.pyc"], "and leaves no empty directory", os.listdir(site + "/p"))

so = "cpython-313-x86_64-linux-musl.so"
takes({"p/__init__.pyi": "", "p/py.typed": "", f"p/b.{so}": "", "p/b.pyi": "", **package}, {"p/__init__.pyi", "p/b.pyi"}, "stubs beside their modules")
takes({"p/typeshed/re.pyi": "", "q-stubs/__init__.pyi": "", **package}, (), "but no stub without a module: a type checker's or completer's data")
takes({"p/__init__.pyi": "", "p/__init__.py": "lazy_loader.attach_stub(__name__, __file__)"}, (), "nor where they are read at run time")
takes({"p/__init__.pyi": "", **package}, (), "nor where somebody reads the stubs of others", keep=["*:stubs"])
data = ["x.h", "x.c", "x.cpp", "x.hpp", "x.pyx", "x.pxd", "x.pxi", "x.cmake", "x.pc", "x.la", "x.js", "x.cl"]
takes({f"p/{name}": "" for name in data}, (), "what compilers read stays where nothing compiled is beside it")
takes({f"p/x.{so}": "", **{f"p/{name}": "" for name in data}}, {"p/x.h", "p/x.c", "p/x.cpp", "p/x.hpp", "p/x.pyx", "p/x.pxd"}, "and goes where it is a compiled module's")
takes({f"p/_x.{so}": "", "p/x.c": '#include "t.h"\n#  include <deep/u.h>\n', "p/t.h": "", "p/deep/u.h": '#include "v.h"', "p/deep/v.h": "", "p/w.h": ""},
      {"p/x.c", "p/t.h", "p/deep/u.h", "p/deep/v.h"}, "with what it includes, and what that includes")
takes({f"p/x.{so}": "", "p/x.pyx": 'include "y.pxi"', "p/y.pxi": "", "p/z.pxi": ""}, {"p/x.pyx", "p/y.pxi"}, "in Cython, too")
takes({f"p/x.{so}": "", "p/x.c": "", "p/x.h": "", "p/b.py": "open(here + '/x.h')\n"}, {"p/x.c"}, "but nothing that a module names")
takes({f"p/x.{so}": "", "p/x.c": "", "p/x.h": "", "p/b.py": "glob('*.h')\n"}, {"p/x.c"}, "nor what it means by a pattern")
takes({"p/x.a": "!<arch>\n", "p/y.a": "[a]\n", **package}, {"p/x.a"}, "a static library is known by what it is")
takes({"p/x.a": "!<arch>\n", f"p/x.{so}": "", "p/x.c": "", "p/x.h": "", **package}, (), "and all of that stays where there is a compiler",
      keep=["*:archives", "*:headers", "*:sources"])
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
with open(stripped, "wb") as file:
    file.write(elf_write.without_symbols(elf.read(library)))
ok(os.path.getsize(stripped) < os.path.getsize(library), "a library with symbols is stripped")
ok(elf.is_mapped_alike(elf.read(library), elf.read(stripped)), "and the loader finds the same")
ok(ctypes.CDLL(stripped).visible(4) == 13, "it runs")
said = subprocess.run(["readelf", "--wide", "--headers", "--dynamic", stripped], capture_output=True, text=True, check=True)
ok(not said.stderr and ".symtab" not in said.stdout and ".dynsym" in said.stdout, "and is in order for whoever reads it", said.stderr)

# As patchelf leaves it: behind a segment's last section lies what it has moved elsewhere.
before = elf.read(library)
loads = [(i, segment) for i, segment in enumerate(before.segments) if segment.kind == elf.LOAD]
index, grown, gap = max(
    ((i, s, after.offset - s.offset - s.size) for (i, s), (_, after) in zip(loads, loads[1:]) if s.size == s.memory), key=lambda row: row[2])
patched = bytearray(before.data)
before.pack(patched, "QQ", before.headers_at + index * 56 + 32, grown.size + gap, grown.size + gap)
with open(os.path.join(work, "patched.so"), "wb") as file:
    file.write(patched)
patched = elf.read(os.path.join(work, "patched.so"))
with open(os.path.join(work, "closed.so"), "wb") as file:
    file.write(elf_write.without_symbols(patched))
closed = elf.read(os.path.join(work, "closed.so"))
ok(gap > 0 and closed.segments[index].size < grown.size + gap, "what lies behind a segment's last section goes", (gap, closed.segments[index].size))
ok(elf.is_mapped_alike(patched, closed) and ctypes.CDLL(os.path.join(work, "closed.so")).visible(5) == 16, "and the loader finds the same")

# What is noted for scibids-needed is what readelf reads of the file itself.
asking = os.path.join(work, "asking/lib/libasking.so.1")
os.makedirs(os.path.dirname(asking))
subprocess.run(["cc", "-g", "-shared", "-fPIC", "-o", asking, source, library, "-Wl,-soname,libasking.so.1", "-Wl,-rpath,$ORIGIN/../x"], check=True)
program = os.path.join(work, "asking/program")
with open(os.path.join(work, "main.c"), "w") as file:
    file.write("int main(void) { return 0; }\n")
subprocess.run(["cc", "-o", program, os.path.join(work, "main.c")], check=True)
os.symlink("libasking.so.1", os.path.join(work, "asking/lib/libasking.so"))
with open(os.path.join(work, "asking/broken.so"), "wb") as file:
    file.write(b"\x7fELF and nothing else")
facts.note_all(os.path.join(work, "asking"), os.path.join(work, "noted"))


def dynamic(path):
    text = subprocess.run(["readelf", "--wide", "--dynamic", "--program-headers", path], capture_output=True, text=True, check=False).stdout
    return sorted(line.split(")", 1)[1].strip() for line in text.splitlines() if re.search(r"\((NEEDED|SONAME|RPATH|RUNPATH)\)", line)) + [
        line.strip() for line in text.splitlines() if "interpreter:" in line]


for name in ("lib/libasking.so.1", "program"):
    was, noted = os.path.join(work, "asking", name), os.path.join(work, "noted", name)
    ok(dynamic(was) and dynamic(was) == dynamic(noted), f"{name}: what it asks a loader for is noted", dynamic(noted))
    ok(os.path.getsize(noted) < 1000, f"{name}: in a few bytes", os.path.getsize(noted))
ok(os.readlink(os.path.join(work, "noted/lib/libasking.so")) == "libasking.so.1", "a link to a library is noted")
with open(os.path.join(work, "noted/broken.so"), "rb") as file:
    ok(file.read() == b"\x7fELF and nothing else", "a broken file is noted as it is, for its reader to say so")


probe = {"p/sample.bin": "", "p/tool": "", "p/__init__.py": ""}
left(probe)
places = {name: os.path.join(work, "site", name) for name in ("p/sample.bin", "p/tool", "p/padded", "p/patched.so")}
for path in places.values():
    shutil.copy(library, path)
with open(places["p/padded"], "ab") as file:
    file.write(b"PK\x03\x04 what a program carries behind itself")
with open(places["p/patched.so"], "ab") as file:
    file.write(bytes(1))
os.chmod(places["p/tool"], 0o755)
os.chmod(places["p/padded"], 0o755)
os.chmod(places["p/sample.bin"], 0o644)
sizes = {name: os.path.getsize(path) for name, path in places.items()}
tree = trim.Tree(os.path.join(work, "site"), dict.fromkeys(places, "p"), trim.Keep([]))
trim.trim(tree, [rule for rule in trim.read_rules(os.path.join(finish, "trim.tsv"), "packages", "safe") if rule.action == "strip"], work)
changed = {name for name, path in places.items() if os.path.getsize(path) != sizes[name]}
ok(changed == {"p/tool", "p/patched.so"}, "programs and libraries are stripped; a file that is data is not, nor a program that carries more than the loader maps", changed)


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
ok(elf.read(source) is None, "a file that is not a library")
for size in (0, 4, 20, 64, 200, os.path.getsize(stripped) - 60):
    path = os.path.join(work, "short")
    with open(path, "wb") as file:
        file.write(open(stripped, "rb").read()[:size])
    ok(elf.read(path) is None, f"nor are the first {size} bytes of one")
end()
END
python3 "$work/test.py" "$PWD/dockerfiles/scripts/finish" "$work"
