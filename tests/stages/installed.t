#!/bin/sh
# What is said of a layer whose packages have files of one name, and which of these stays.
command -v python3 >/dev/null || { echo '1..0 # skip no python3'; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/test.py" <<'END'
import contextlib
import hashlib
import io
import os
import pathlib
import shutil
import subprocess
import sys

scripts, work = map(pathlib.Path, sys.argv[1:3])
sys.path.insert(0, str(scripts / "finish"))
sys.dont_write_bytecode = True
import check_installed
import record

sys.path.insert(0, "tests")
from tap import finish, is_

LAYER = work / "layer"
SITE = LAYER / "usr/local/lib/python3.13/site-packages"


def install(**distributions):
    """Each with its files, {path: text}, one after the other."""
    shutil.rmtree(LAYER, ignore_errors=True)
    for name, files in distributions.items():
        rows = ""
        for path, text in {**files, f"{name}-1.dist-info/METADATA": f"Name: {name}\n"}.items():
            (SITE / path).parent.mkdir(parents=True, exist_ok=True)
            (SITE / path).write_text(text)
            rows += f"{path},sha256={record.written(hashlib.sha256(text.encode()).digest())},{len(text)}\n"
        (SITE / f"{name}-1.dist-info/RECORD").write_text(rows)


def checked():
    check, said = check_installed.Check(LAYER), io.StringIO()
    with contextlib.redirect_stderr(said):
        check.run()
    return sorted(check.mixed), said.getvalue().splitlines()


PLACE = "usr/local/lib/python3.13/site-packages/"
install(a={"a.py": "", "tests/__init__.py": "a"}, b={"b.py": "", "tests/__init__.py": "b"})
is_(checked(), ([PLACE + "tests/__init__.py"], ["scibids: note: a and b: each has its own tests/__init__.py, and only one can be installed"]),
    "two files of a name that several packages have by mistake are worth a note")
for name in "ab":
    record.rewrite(str(SITE), f"{name}-1.dist-info", record.read(SITE, f"{name}-1.dist-info"), {"tests/__init__.py"}, "/shared")
is_(checked(), ([], []), "the RECORD of both is true then")
install(a={"one/x.py": "a"}, b={"one/x.py": "b"})
is_(checked(), ([PLACE + "one/x.py"], ["scibids: a and b: each has its own one/x.py, and only one can be installed: require one of them"]), "any other name is refused")
install(a={"one/x.py": "a"}, b={"one/x.py": "a"})
is_(checked(), ([], []), "one file in two packages is not")
(SITE / "one/x.py").write_text("b")
is_(checked()[1], [f"scibids: {name}: one/x.py differs from its RECORD in hash" for name in "ab"], "unless it is a different one")

# uv, as it installs
(work / "bin").mkdir()
uv = work / "bin/uv"
uv.write_text(f"""#!/bin/sh
echo "${{UV_CONCURRENT_INSTALLS-many}}" >>{work}/calls
for name in a b; do
	mkdir -p {SITE}/$name-1.dist-info
	printf 'tests/__init__.py,%s,1\\n%s.py,x,1\\n' "$(cat {work}/$name)" $name >{SITE}/$name-1.dist-info/RECORD
done
""")
uv.chmod(0o755)
script = (scripts / "install-packages.sh").read_text().replace("set -o pipefail\n", "")  # not every sh has it
for path in ("/layer", "/build", "/run", "/wheels", "/tmp/uv.toml"):
    script = script.replace(path, f"{work}{path}")
for path in ("build", "wheels", "tmp"):
    (work / path).mkdir()
(work / "build/secrets.sh").write_text("")


def calls(a, b):
    shutil.rmtree(LAYER, ignore_errors=True)
    (work / "calls").unlink(missing_ok=True)
    (work / "a").write_text(a)
    (work / "b").write_text(b)
    subprocess.run(["sh", "-c", script], env=os.environ | {"PATH": f"{work}/bin:{os.environ['PATH']}"}, check=True)
    return (work / "calls").read_text().split()


is_(calls("same", "same"), ["many"], "packages are installed at the same time")
is_(calls("one", "other"), ["many", "1"], "and again, one at a time, where two have different files of one name")
finish()
END
python3 "$work/test.py" "$PWD/dockerfiles/scripts" "$work"
