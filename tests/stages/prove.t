#!/bin/sh
# Which package the proof blames for a failure, what it advises, and how it tests programs and libraries.
for tool in python3 cc; do
	command -v "$tool" >/dev/null || { echo "1..0 # skip no $tool"; exit 0; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/test.py" <<'TEST'
import os
import subprocess
import sys
import types

scripts, work = sys.argv[1:3]
sys.path.insert(0, scripts)
sys.dont_write_bytecode = True
import prove
import scibids_blame
import scibids_loader
import scibids_words

sys.path.insert(0, "tests")
from tap import finish, is_


os.mkdir(f"{work}/trimmed")
with open(f"{work}/trimmed/a.tsv", "w") as file:
    file.write("p\ttests\t10\tp/tests/tools.py\np\ttests\t10\tp/tests/data/x.csv\np\tsymbols\t10\tp/c.so\n"
               "tzdata\tduplicates\t10\ttzdata/zoneinfo/GB\ntzdata\ttests\t10\ttzdata/zoneinfo/Zulu\nq\tsymbols\t10\tq/c.so\n")
with open(f"{work}/trimmed/interpreter.tsv", "w") as file:
    file.write("python\ttests\t10\tlib/python3.13/test/support/__init__.py\npython\tdesktop\t10\tlib/python3.13/tkinter/__init__.py\n"
               "python\tdesktop\t10\tlib/python3.13/lib-dynload/_tkinter.cpython-313-x86_64-linux-musl.so\n"
               "python\tinstallers\t10\tlib/python3.13/site-packages/pip/__init__.py\npython\tdevelopment\t10\tinclude/python3.13/Python.h\n")
trimmed = scibids_blame.Trimmed(f"{work}/trimmed")


def distribution(name, *requires, files=()):
    return types.SimpleNamespace(name=name, requires=list(requires), files=files)


def blamed(error, wanted, text, name="p", requires=()):
    is_(trimmed.blame(distribution(name, *requires), error), wanted, text)


site = "/usr/local/lib/python3.13/site-packages"
blamed(ModuleNotFoundError("No module named 'p.tests.tools'", name="p.tests.tools"), ["p"], "a module that was taken: its owner", name="other")
blamed(ModuleNotFoundError("No module named 'nothing'", name="nothing"), [], "one that nobody took: nobody, though files of the package are gone")
blamed(ModuleNotFoundError("No module named 'test'", name="test.support"), ["python:tests"], "a module of the interpreter: the rule that took it")
blamed(ModuleNotFoundError("No module named '_tkinter'", name="_tkinter"), ["python:desktop"], "a compiled one, too")
blamed(ModuleNotFoundError("No module named 'pip'", name="pip"), ["python:installers"], "and one of the base image's packages")
blamed(ValueError("Unable to find libsodium"), [], "an error without a name: not who lost files that are no modules", name="pysodium", requires=["tzlocal"])
blamed(ValueError("broken"), ["p"], "but the package itself, where files are gone from it")
blamed(ValueError("broken"), ["p"], "or what it requires", name="other", requires=["P>=2; python_version > '3'", "q"])
blamed(FileNotFoundError(2, "No such file", f"{site}/p/tests/data/x.csv"), ["p"], "a file that was taken: its owner", name="other")
blamed(FileNotFoundError(2, "No such file", f"{site}/p/tests/data"), ["p"], "a directory that is empty now: who owned what was in it", name="other")
blamed(FileNotFoundError(2, "No such file", "/etc/magic"), [], "a file that nobody took: nobody")
blamed(OSError("Error loading shared library libz.so.1: No such file or directory (needed by p/c.so)"), [], "a library: none is taken")
blamed(scibids_words.Reported("ImportError: no tools", "p.tests.tools", None), ["p"], "the same of what another process says", name="other")

cures = scibids_words.Cures(f"{scripts}/gone.tsv")


def said(error, module, wanted, text):
    found = cures.explain(error, "fs", module)
    is_(found.partition(" (")[2].removesuffix(")"), wanted, text)


def missing(name):
    return ModuleNotFoundError(f"No module named '{name}'", name=name)


scibids_words.importlib.metadata.version = lambda name: {"setuptools": "84.2.1"}[name]
cures.gone["imp"] = ("3.0", "set SCIBIDS_PYTHON=2.7")
cures.gone["cgi"] = ("99.0", "wrong")
said(missing("pkg_resources"), "fs", "setuptools 82 removed it: require setuptools<81", "a module that a package has no more")
said(missing("pkg_resources.extern"), "fs", "setuptools 82 removed it: require setuptools<81", "or what was below it")
scibids_words.importlib.metadata.version = lambda name: "81.0.0"
cures.gone["lost"] = cures.gone["pkg_resources"]
said(missing("lost"), "fs", "no package in the image has it: require the one that does, or a version of fs that does without it", "not where it is older")
said(missing("imp"), "fs", "Python 3.0 removed it: set SCIBIDS_PYTHON=2.7", "one that Python has no more")
said(missing("cgi"), "fs", "", "that of a later Python is still there")
said(missing("nothing"), "fs", "no package in the image has it: require the one that does, or a version of fs that does without it", "a package that is not there: no word of letting it fail")
said(missing("nothing"), "fs.extra", "no package in the image has it: require the one that does, or a version of fs that does without it; "
     "if this import may fail, list it in a package record: optional-imports: [fs.extra]", "but for a part")
said(missing("json.nothing"), "fs", "", "a part of what is there: nothing is known")
said(missing("_tkinter"), "fs", "it needs Tk: set SCIBIDS_RUNTIME_APKS=tk", "Tk")
said(ValueError("Unable to find libsodium"), "fs", "a library that is opened by its name: add its apk to SCIBIDS_RUNTIME_APKS, or to run: in a record", "a library that no header names")
said(ValueError("bad value"), "fs", "", "what says nothing gets no advice")
said(OSError("Error loading shared library libz.so.1: No such file or directory"), "fs", "no apk in the image provides so:libz.so.1", "a library that a header names")
said(OSError("Error relocating /x.so: __memcpy_chk: symbol not found"), "fs", "a glibc symbol: this file was not built for musl", "glibc")
headers = open(f"{scripts}/../../headers.tsv").read()
is_(f"pkg_resources\tbuild-requires {cures.gone['pkg_resources'][1].split()[1]}" in headers, True, "the table for builds says the same of pkg_resources")

# A program finds by its own path what a library beside it needs.
os.makedirs(f"{work}/site/p.libs")
build = lambda *words: subprocess.run(["cc", "-o", *words], cwd=work, check=True)  # noqa: E731
for name, text in (("a", "int a(void) { return 1; }"), ("b", "int a(void); int b(void) { return a(); }"), ("main", "int b(void); int main(void) { return b(); }")):
    with open(f"{work}/{name}.c", "w") as file:
        file.write(text)
build("site/p.libs/liba.so", "-shared", "-fPIC", "a.c")
build("site/p.libs/libb.so", "-shared", "-fPIC", "b.c", "-Lsite/p.libs", "-la")
build("site/prog", "main.c", "-Lsite/p.libs", "-lb", "-Wl,-rpath-link,site/p.libs", "-Wl,--disable-new-dtags,-rpath,$ORIGIN/p.libs")
build("site/lost", "main.c", "-Lsite/p.libs", "-lb", "-Wl,-rpath-link,site/p.libs")
for name, mode in (("script", "#!/bin/sh\n"), ("short", "\x7fELF\x02\x01")):
    with open(f"{work}/site/{name}", "w") as file:
        file.write(mode)
    os.chmod(f"{work}/site/{name}", 0o755)


class File(str):
    name = property(lambda self: os.path.basename(self))
    parts = property(lambda self: tuple(self.split("/")))


files = [File(name) for name in ("prog", "lost", "script", "short", "p.libs/liba.so", "p.libs/libb.so")]
package = types.SimpleNamespace(name="p", files=files, locate_file=lambda name: f"{work}/site/{name}")
libraries = scibids_loader.shared_libraries(package)
is_([os.path.basename(path) for path in libraries if scibids_loader.load(path)], ["libb.so"], "a library alone does not find its friend")
programs = scibids_loader.Programs(package)
is_(sorted(map(os.path.basename, programs.found)), ["lost", "prog"], "programs are known by what they are")
real = os.path.realpath(f"{work}/site/p.libs/libb.so")
is_((programs.found[os.path.realpath(f"{work}/site/prog")], real in programs.libraries), (None, True), "the program that loads it does")
is_("libb.so" in str(programs.found[os.path.realpath(f"{work}/site/lost")]), True, "what a program does not find is said")

# The command
import scibids_command

os.makedirs(f"{work}/bin")
for name, mode in (("gunicorn", 0o755), ("python3", 0o755), ("data", 0o644)):
    with open(f"{work}/bin/{name}", "w") as file:
        file.write("x")
    os.chmod(f"{work}/bin/{name}", mode)


def lacks(name, wanted, text):
    found = scibids_command.missing(name, f"{work}/nothing:{work}/bin")
    is_(found.replace(work, "W"), wanted, text)


lacks("python3", "", "a program on PATH is there")
lacks(f"{work}/bin/python3", "", "and one by its path")
lacks(f"{work}/bin/data", "W/bin/data is not executable", "a file that is not executable")
lacks("gunicron", "the image has no program gunicron (did you mean gunicorn?)", "a misspelt one")
lacks("/usr/bin/gunicorn", "the image has no program /usr/bin/gunicorn (it is at W/bin/gunicorn)", "one that is elsewhere")
lacks("sh", "the image has no program sh (the image has no shell: begin with the program itself, or set SCIBIDS_RUNTIME_APKS=busybox-binsh, which has sh)", "a shell")
lacks("PORT=80", "the image has no program PORT=80 (that is for a shell, and no shell will read it: begin with the program; SCIBIDS_ENV sets variables)",
      "what a shell would read")
lacks("this", "the image has no program this (it is a module: write python3 -m this)", "a module")
lacks("zzz", "the image has no program zzz (require the package that has it, or add its apk to SCIBIDS_RUNTIME_APKS)", "nothing like it")
with open(f"{work}/programs.json", "w") as file:
    file.write('{"path": "' + work + '/bin", "programs": [{"what": "SCIBIDS_CMD", "name": "python3"}, {"what": "the first line of ./x", "name": "data"}]}')
is_(scibids_command.check(f"{work}/programs.json"), [f"the first line of ./x: the image has no program data ({scibids_command.advice('data', work + '/bin')})"],
      "each failure says who asks")
with open(f"{work}/programs.json", "w") as file:
    file.write('{"path": "", "programs": [%s]}' % ", ".join('{"what": "SCIBIDS_CMD", "module": "%s"}' % name for name in ("json.tool", "json.tol", "nothing", "nothing.at.all")))
is_(scibids_command.check(f"{work}/programs.json"), [f"SCIBIDS_CMD: neither the app nor the image has a module {name}" for name in ("json.tol", "nothing", "nothing.at.all")], "a module that the command starts is looked up")

# Files of one name in two layers
sys.path.append(f"{scripts}/../finish")
import check_installed  # noqa: E402

is_(prove.STRAY.pattern, check_installed.STRAY.pattern, "names that packages install by mistake are the same for the files of one layer")


def met(path):
    os.makedirs(os.path.dirname(f"{work}/site/{path}"), exist_ok=True)
    open(f"{work}/site/{path}", "w").close()
    both = [types.SimpleNamespace(name=name, read_text=lambda _, n=name: f"{path},sha256={n},1\n", locate_file=lambda p: f"{work}/site/{p}") for name in "ab"]
    return list(prove.conflicts(both))


is_(met("one/x.py"), ["a and b: each has its own one/x.py, and only one can be installed: require one of them"], "a module of which two packages have their own")
is_(met("tools/x.py"), [], "one that they have by mistake is no matter")

# env, as the first line of a script calls it
env = [sys.executable, "-ISB", f"{scripts}/../rootfs/env"]


def runs(words, wanted, text, **options):
    done = subprocess.run([*env, *words], capture_output=True, text=True, check=False, **options)
    is_((done.stdout + done.stderr).strip() or done.returncode, wanted, text)


runs(["sh", "-c", "echo $0 $A", "x"], "x 1", "it runs a program with its arguments and environment", env={**os.environ, "A": "1"})
runs(["A=2", "B=", "sh", "-c", "echo $A-$B"], "2-", "it sets variables")
runs(["-S", "sh -c 'echo $0'", "x y"], "x y", "-S splits")
runs(["-i", "A=1"], "A=1", "-i begins with nothing, and without a program it prints the rest")
runs(["-u", "A", "sh", "-c", "echo ${A-none}"], "none", "-u takes one away", env={**os.environ, "A": "1"})
runs(["no-such-program"], "env: no-such-program: No such file or directory", "a program that is not there")
is_(subprocess.run([*env, "no-such-program"], capture_output=True, check=False).returncode, 127, "has the status of a shell")
is_(subprocess.run([*env, "sh", "-c", "exit 7"], check=False).returncode, 7, "and else it is the program's")
finish()
TEST
python3 "$work/test.py" "$PWD/dockerfiles/scripts/proof" "$work"
