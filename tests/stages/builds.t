#!/bin/sh
# What the resolving stage finds out about builds from source: their backends, their tools, and what package records add.
python3 -c 'import packaging.pylock' 2>/dev/null || { echo '1..0 # skip no python3 with packaging.pylock'; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/test.py" <<'END'
import concurrent.futures
import io
import os
import pathlib
import sys
import tarfile
import threading

sys.path[:0] = ["tests", "tests/stages"]
from tap import finish, is_
from resolving import write
import builds
import records
from refusal import Unresolvable

# What a build backend is run with
tree = pathlib.Path("source")
tree.mkdir()
is_(builds.build_system(tree), builds.LEGACY, "a source without pyproject.toml is built by setuptools")
write('[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n', "source/pyproject.toml")
is_(builds.build_system(tree)["requires"], ["hatchling"], "one with it by what that says")
write('[build-system]\nrequires = []\n', "source/pyproject.toml")
is_(builds.build_system(tree), {"requires": [], "build-backend": "setuptools.build_meta:__legacy__"}, "which may name no backend")


def unknown(function, *arguments):
    """The file that it is about."""
    try:
        return f"known: {function(*arguments)!r}"
    except builds.Unknown as error:
        return str(error).partition(":")[0]


write("[build-system", "source/pyproject.toml")
is_(unknown(builds.build_system, tree), "its pyproject.toml", "one that is not TOML does not stop it")
is_(unknown(builds.unpack, b"no archive", "a-1.tar.gz", tree), "a-1.tar.gz", "nor does a broken archive")
evil = io.BytesIO()
with tarfile.open(fileobj=evil, mode="w:gz") as archive:
    archive.addfile(tarfile.TarInfo("../evil"), io.BytesIO(b""))
is_((unknown(builds.unpack, evil.getvalue(), "a-1.tar.gz", tree), pathlib.Path("evil").exists()), ("a-1.tar.gz", False), "or that writes elsewhere")

# Package records
pathlib.Path("bin").mkdir()
os.environ["PATH"] = f"{os.getcwd()}/bin:{os.environ['PATH']}"


def program(name, text):
    file = write(f"#!/bin/sh\n{text}\n", f"bin/{name}")
    file.chmod(0o755)


def attempted(gcc):
    """How often it is resolved, the environment's X then, the names for the toolbox, and what is said."""
    tries = []

    def resolve(environment):
        tries.append(environment.get("X"))
        if len(tries) == 1:
            raise Unresolvable("error: Failed to build `p==1`")

    known = records.Records({"records": {"p": {"build": ["libp-dev"], "env": {"X": "1"}}}}, pathlib.Path("empty/requirements.txt"))
    known.in_toolbox = gcc
    try:
        known.attempt(resolve)
    except Unresolvable as error:
        return tries, list(error.lacking), error.args[0]
    return tries, [], ""


pathlib.Path("empty").mkdir()
program("apk", f"echo $* >>apk.calls")
is_(attempted(False), ([None], ["p"], "error: Failed to build `p==1`"), "what a record adds to a build is asked for in the toolbox")
is_((attempted(True), pathlib.Path("apk.calls").read_text()), (([None, "1"], [], ""), "add --quiet --no-cache libp-dev\n"), "which adds it")
program("apk", "echo 'ERROR: no such package' >&2; exit 1")
is_(attempted(True), ([None], [], "error: p: `apk add libp-dev`, as its record says: ERROR: no such package"), "or says why it cannot")
write('[project]\nname = "P.q"\n', "empty/a/pyproject.toml")
write("{% if x %}\n", "empty/b/pyproject.toml")
is_(list(records.names_in(pathlib.Path("empty"))), ["p-q"], "a template named pyproject.toml below a project is no project")


class Old:
    """A record that adds nothing, and what the lock before says."""
    known = {"a": {"source": "ab12", "requires": ["cython"], "artifacts": ["six-1.17.0-py2.py3-none-any.whl"]}}


is_([builds.Builds.is_known(Old, {"name": "a", "sha256": sha}, added) for sha, added in (("ab12", ["cython"]), ("cd34", ["cython"]), ("ab12", []))],
    [True, False, False], "what the lock has is asked for again where the source or what is added to it is another")
Old.known["a"]["artifacts"].append("x-1-cp39-cp39-win32.whl")
is_(builds.Builds.is_known(Old, {"name": "a", "sha256": "ab12"}, ["cython"]), False, "or its wheels are for another interpreter")
write("from setuptools import setup\nsetup()\n", "source/setup.py")
write('[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n', "source/pyproject.toml")
asks = [builds.asks_for_nothing(builds.build_system(tree), tree, [{"name": "setuptools", "version": version}]) for version in ("80.0", "70.0")]
write("from setuptools import setup\nsetup(setup_requires=['cffi'])\n", "source/setup.py")
asks.append(builds.asks_for_nothing(builds.build_system(tree), tree, [{"name": "setuptools", "version": "80.0"}]))
is_(asks, [True, False, False], "setuptools is only asked where it may ask for something")


class Slow(builds.Builds):
    """Two packages of four are built with the same tools, two with none that exist."""

    def __init__(self):
        self.environments, self.looking, self.asked = {}, threading.Lock(), []

    def wheels(self, requires, pins):
        self.asked.append(requires)
        together.wait(10)
        if "none" in requires:
            raise Unresolvable("none")
        return [*requires]


def resolved(requires):
    try:
        return slow.resolve([requires], {})
    except Unresolvable as error:
        return error.args[0]


slow, together = Slow(), threading.Barrier(2)
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    is_((list(pool.map(resolved, ["wheel", "none"] * 2)), sorted(slow.asked)), ([["wheel"], "none"] * 2, [("none",), ("wheel",)]),
        "tools that several packages are built with are looked for once")
is_(builds.words_of("warning: a\nerror: no\n  cause: because\n  hint: x\n"), "error: no cause: because", "what went wrong, in a line")

finish()
END
python3 -B "$work/test.py" "$PWD/dockerfiles/scripts/resolve" "$work"
