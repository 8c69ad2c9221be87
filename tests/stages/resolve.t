#!/bin/sh
# What the resolving stage makes of a project's files before and after uv is called: groups, extras, Python, [tool.uv], hashes, words.
python3 -c 'import packaging.pylock' 2>/dev/null || { echo '1..0 # skip no python3 with packaging.pylock'; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/test.py" <<'END'
import base64
import hashlib
import http.server
import os
import pathlib
import sys
import threading
import types
import urllib.request

sys.path[:0] = ["tests", "tests/stages"]
from tap import finish, is_
from resolving import work, write
import artifacts
import choice
import compiling
import config
import graph
import inputs
import project
import resolve
import words
from refusal import Refused


def refused(function, *arguments):
    try:
        return f"not refused: {function(*arguments)!r}"
    except Refused as error:
        return str(error)


def request(**more):
    return {"groups": [], "extras": [], "requirements": "pyproject.toml", "hashes": {}, "constraints": {}, "no-binary": [], "places": {}} | more


def Archive(**facts):
    return types.SimpleNamespace(**{"path": None, "url": None, "name": None, "hashes": {}, "size": None, "subdirectory": None} | facts)


def has(text, *parts):
    return [part for part in parts if part not in text]


series = ".".join(map(str, sys.version_info[:2]))

# Groups and extras
known = write('[project]\nname = "a"\nversion = "1"\ndependencies = ["x"]\n[project.optional-dependencies]\nWeb_App = ["y"]\n'
              '[dependency-groups]\nTest-Suite = ["z"]\ndocs = ["w"]\n[tool.uv]\ndefault-groups = ["docs"]\n')
is_(project.Project(known, request()).groups, ["docs"], "default-groups of [tool.uv] count")
is_(project.Project(known, request(groups=["test_suite"])).groups, ["docs", "test-suite"], "a group adds to them, in any spelling")
is_(project.Project(known, request(groups=["-docs", "test-suite"])).groups, ["test-suite"], "a name with a minus leaves one out")
is_(project.Project(known, request(extras=["web.app"])).extras, ["web-app"], "an extra in any spelling")
is_(refused(project.Project, known, request(groups=["nope"])),
    "pyproject.toml: SCIBIDS_GROUPS names 'nope', and there is no such dependency group: docs, test-suite", "an unknown group")
is_(refused(project.Project, known, request(extras=["nope"])),
    "pyproject.toml: SCIBIDS_EXTRAS names 'nope', and there is no such extra: Web_App", "an unknown extra")
is_(project.choose_groups("pylock.toml", ["dev"], ["dev", "default"], ["default"]), ["default", "dev"], "of a pylock.toml likewise")
is_(project.choose_groups("pylock.toml", [], [], ["default"]), ["default"], "a default group need not be listed")

# Python
capped = write('[project]\nname = "a"\nversion = "1"\nrequires-python = ">=2.7,<3.0"\n')
is_(has(refused(project.Project, capped, request()), "pyproject.toml:4: ", "'>=2.7,<3.0'", series, "SCIBIDS_PYTHON"), [], "requires-python has an upper limit")
is_(project.Project(write(f'[project]\nname = "a"\nversion = "1"\nrequires-python = "=={series}.*"\n'), request()).groups, [], "and one that fits")
is_(has(refused(project.Project, write('[project]\nname = "a"\nversion = "1"\nrequires-python = "3 or so"\n'), request()), "not a set of versions"), [],
    "one that is not a set of versions")

# Poetry, groups alone, conflicts, workspaces, bad TOML
poetry = write('[tool.poetry]\npackage-mode = false\n[tool.poetry.group.web.dependencies]\nsix = "*"\n[build-system]\nrequires = []\n')
is_(has(refused(project.Project, poetry, request()), "pyproject.toml:2: ", "package-mode = false", "[project]", "poetry export"), [], "poetry without package mode")
is_(has(refused(project.Project, poetry, request(groups=["web"])), "pyproject.toml:3: 'web' is a group of Poetry"), [], "a group of poetry's own")
alone = write('[dependency-groups]\napp = ["x"]\nbase = ["y"]\n')
is_(has(refused(project.Project, alone, request()), "no [project] table", "app, base"), [], "groups alone, and none is named")
is_(project.Project(alone, request(groups=["app"])).is_project, False, "groups alone are not a project to build")
is_(has(refused(project.Project, write("[tool.uv.workspace]\nmembers = []\n"), request()), "root of a workspace", "SCIBIDS_REQUIREMENTS"), [],
    "the root of a workspace that is not a project")
conflict = write('[project]\nname = "a"\nversion = "1"\n[project.optional-dependencies]\ncpu = []\ngpu = []\n[tool.uv]\n'
                 'conflicts = [[{extra = "cpu"}, {extra = "gpu"}]]\n')
is_(refused(project.Project, conflict, request(extras=["cpu", "gpu"])), "pyproject.toml:8: extra cpu and extra gpu exclude each other: choose one", "conflicts")
is_(has(refused(project.Project, write("[project\n"), request()), "pyproject.toml: not TOML: "), [], "a file that is not TOML")

# [tool.uv] and uv.toml
uv = write('[project]\nname = "a"\nversion = "1"\n[tool.uv]\nconstraint-dependencies = ["idna<3.8"]\noverride-dependencies = ["urllib3==1.26.20"]\n'
           'no-binary-package = ["lxml"]\nfind-links = ["wheels"]\nlink-mode = "copy"\nexclude-newer = "2024-05-01"\n'
           'config-settings-package = {lxml = {a = "b", c = ["d", "e"]}}\n[[tool.uv.index]]\nname = "own"\nurl = "https://index.example.org/simple"\nexplicit = true\n'
           '[tool.uv.pip]\nuniversal = true\nprerelease = "allow"\n[tool.uv.extra-build-variables]\nlxml = {X = "1"}\n')
asked = request()
found = config.Config(uv)
found.check(asked, "0.13.9")
text = found.write(pathlib.Path("out.toml")).read_text()
is_(has(text, 'constraint-dependencies = ["idna<3.8"]\n', 'override-dependencies = ["urllib3==1.26.20"]\n', 'exclude-newer = "2024-05-01"\n',
        'index = [{"name" = "own", "url" = "https://index.example.org/simple", "explicit" = true}]\n', 'prerelease = "allow"\n',
        f'find-links = ["{os.path.realpath(work)}/wheels"]\n'), [], "what resolves is carried, paths made absolute")
is_([key for key in ("universal", "link-mode") if key in text], [], "what would resolve for something else, or concerns the machine, is not")
is_((asked["no-binary"], asked["constraints"]), (["lxml"], {"idna": ["<3.8"]}), "what else depends on them is told")
is_(found.for_build("lxml"), {"config-settings": {"a": ["b"], "c": ["d", "e"]}, "env": {"X": "1"}}, "and the build of a package")
is_(found.newest("2026-01-01T00:00:00Z"), "2024-05-02T00:00:00Z", "exclude-newer holds for what builds require")
is_(config.Config(write("requirements\n", "requirements.txt")).carried.get("prerelease"), "allow", "it counts beside requirements.txt as well")
for key, value, part in (("no-build-isolation", "true", "extra-build-dependencies"), ("keyring-provider", '"subprocess"', "SCIBIDS_NETRC"),
                         ("a-key-of-tomorrow", "1", "remove it")):
    uv = write(f'[project]\nname = "a"\nversion = "1"\n[tool.uv]\n{key} = {value}\n')
    is_(has(refused(config.Config, uv), f"pyproject.toml:5: tool.uv.{key} has no effect", part), [], f"{key} is refused by name")
uv = write('[project]\nname = "a"\nversion = "1"\n[tool.uv]\nenvironments = ["sys_platform == \'win32\'"]\n')
is_(has(refused(config.Config(uv).check, request(), "0.13.9"), "pyproject.toml:5: environments"), [], "environments without this one")
uv = write('[project]\nname = "a"\nversion = "1"\n[tool.uv]\nrequired-version = "==0.1.0"\n')
found = config.Config(uv)
found.check(request(), "0.13.9")
is_(has(found.warnings[0], "required-version is '==0.1.0'", "0.13.9"), [], "another version of uv is said")
lists = config.Config(write('[tool.uv.pip]\nno-binary = ["a"]\nonly-binary = [":all:"]\nno-extra = ["b"]\n'))
is_(lists.carried, {"no-binary-package": ["a"], "no-build": True}, "lists of pip's are the resolver's own keys")
write('[tool.uv]\nprerelease = "allow"\n')
write('prerelease = "disallow"\n', "uv.toml")
is_(config.Config(pathlib.Path("pyproject.toml")).carried, {"prerelease": "disallow"}, "uv.toml takes its place")
pathlib.Path("uv.toml").unlink()
write('[tool.uv]\nconstraint-dependencies = ["six<2"]\n[tool.uv.workspace]\nmembers = ["packages/*"]\n')
member = write('[project]\nname = "m"\nversion = "1"\n[tool.uv.sources]\nx = {workspace = true}\n', "packages/m/pyproject.toml")
is_(config.Config(member).carried, {"constraint-dependencies": ["six<2"]}, "the workspace's root has the last word")

# Hashes and wheels
tag = choice.tags_here()[0]
fits, glibc = f"p-1-{tag}.whl", "p-1-cp39-cp39-manylinux_2_17_aarch64.whl"


def lock(*names, sdist=True):
    package = {"name": "p", "version": "1", "wheels": [{"name": name, "url": f"https://h.example.org/{name}", "hashes": {"sha256": name[4:8]}} for name in names]}
    return {"packages": [package | ({"sdist": {"name": "p-1.tar.gz", "hashes": {"sha256": "src"}}} if sdist else {})]}


hashed = request(hashes={"p": ["sha256:" + glibc[4:8]]}, places={"p": "requirements.txt:4"})
is_(has(refused(choice.keep_allowed_hashes, lock(fits, glibc), hashed), "requirements.txt:4: p 1: the hashes allow only a file for glibc (manylinux_2_17_aarch64), none for musl"),
    [], "hashes that allow a file for glibc alone")
hashed["hashes"]["p"].append("sha256:src")
pylock = lock(fits, glibc)
is_((choice.keep_allowed_hashes(pylock, hashed), choice.reason({"name": "p", "source": "sdist", "reason": "no wheel fits"}, {"p"})),
    ({"p"}, {"reason": "the hashes allow no wheel for musl"}), "and the source: it is built, and the reason is the hashes")
is_(refused(choice.require_hashes, "requirements.txt", request(**{"require-hashes": True}), [{"name": "q", "version": "2"}]),
    "requirements.txt: --require-hashes: no --hash for q 2", "--require-hashes")
from packaging.markers import default_environment
from packaging.pylock import Pylock
whole = Pylock.from_dict({"lock-version": "1.0", "created-by": "t"} | lock(glibc, sdist=False))
is_(has(refused(choice.check_wheels, pathlib.Path("pylock.toml"), whole, default_environment() | {"extras": frozenset(), "dependency_groups": frozenset()}),
        "pylock.toml: p 1: its only file is for glibc (manylinux_2_17_aarch64), and no sdist is listed"), [], "a file for another platform alone")

# What a project's own table says wrong
for text, expected in (
        ('dependencies = [\n "six",\n "idna>>3",\n]\n', "pyproject.toml:6: dependencies: not a requirement: 'idna>>3'"),
        ('dependencies = "six"\n', "pyproject.toml:4: dependencies is not a list of requirements"),
        ('[project.optional-dependencies]\nweb = ["six =1"]\n', "pyproject.toml:5: web: not a requirement: 'six =1'")):
    own = write(f'[project]\nname = "a"\nversion = "1"\n{text}')
    is_(has(refused(project.Project, own, request()), expected), [], expected)
is_(refused(project.Project, write('\n[project]\nname = "a"\n'), request()), 'pyproject.toml:2: [project] has no version: give it one, or write dynamic = ["version"]',
    "a project without a version")

# Python, as older formats say it
is_([project.from_poetry(text) for text in ("^3.10", "~3.11", ">=3.9,<3.12", "3.12.*", "*", "^3.9 || ^3.11", ">=3.9 <4")],
    [">=3.10,<4", ">=3.11,<3.12", ">=3.9,<3.12", "==3.12.*", "", "", ">=3.9,<4"], "sets of versions as Poetry writes them")
old = write('[tool.poetry]\nname = "a"\nversion = "1"\n[tool.poetry.dependencies]\npython = "~3.2"\n[build-system]\nrequires = []\n')
is_(has(refused(project.Project, old, request()), "pyproject.toml:5: python is '>=3.2,<3.3'", "SCIBIDS_PYTHON"), [], "Poetry's python is heeded")
own = write('[project]\nname = "a"\nversion = "1"\ndynamic = ["requires-python"]\n')
write("[options]\npython_requires = <3\n", "setup.cfg")
is_(has(refused(project.Project, own, request()), "setup.cfg:2: python_requires is '<3'"), [], "so is setup.cfg's python_requires")
pathlib.Path("setup.cfg").unlink()

# A project with scripts is a package of its own
own = '[project]\nname = "a"\nversion = "1"\n[project.scripts]\na = "a:main"\n'
is_([project.Project(write(text), request()).installs_itself() for text in (
    own, own + '[build-system]\nrequires = []\n', own + '[build-system]\nrequires = []\n[tool.uv]\npackage = false\n',
    '[project]\nname = "a"\nversion = "1"\n[build-system]\nrequires = []\n')], [False, True, False, False], "it is installed, where it can be built")

# Lines that pip takes and uv does not
freeze = write("-e git+https://h.example.org/x@v1#egg=x\n--editable=y @ git+https://h.example.org/y\n-e ./z\nsix \\\n ==1\n", "freeze.txt")
compiling.join_continued_lines(freeze, set())
is_(freeze.read_text(), "git+https://h.example.org/x@v1#egg=x\ny @ git+https://h.example.org/y\n-e ./z\nsix  ==1\n\n", "an editable repository is a repository")

# What a requirement names itself
named = {"name": "p", "source": "archive", "artifact": glibc, "path": ""}
is_(has(refused(choice.check_named, request(places={"p": "requirements.txt:2"}), named, None), f"requirements.txt:2: p: {glibc} is for glibc (manylinux_2_17_aarch64), and this image is Python"),
    [], "a wheel for another platform is not taken because it is named")
is_(choice.check_named(request(), named | {"artifact": fits}, None), None, "one that fits is")
pathlib.Path(fits).write_bytes(b"content")
own = Archive(path=fits, hashes={"sha256": hashlib.sha256(b"content").hexdigest()})
for text, hashes, good in (("its hash", [f"sha256:{own.hashes['sha256']}"], True), ("another hash", ["sha256:" + "0" * 64], False),
                           ("its hash of another kind", ["sha256:" + "0" * 64, "sha512:" + hashlib.sha512(b"content").hexdigest()], True),
                           ("another of that kind", ["sha512:" + "0" * 128], False)):
    said = refused(choice.check_named, request(hashes={"p": hashes}), named | {"artifact": fits}, own)
    is_(said, "not refused: None" if good else f"pyproject.toml: p: {fits} has none of the hashes that the requirement allows", f"a file is named with {text}")
known = {"artifact": fits, "sha256": own.hashes["sha256"], "size": 7}
is_(artifacts.artifact_facts(Archive(path=fits, hashes={"sha512": hashlib.sha512(b"content").hexdigest(), "shake_128": "0"})), known,
    "the SHA-256 of a file that a lock gives another hash of is found out")
is_(refused(artifacts.artifact_facts, Archive(path=fits, hashes={"md5": "0"})), f"{fits} does not have the md5 that the index or the lock gives",
    "unless that is not its hash")
is_(refused(choice.check_named, request(hashes={"p": ["sha256:1"]}), named | {"source": "vcs"}, None),
    "pyproject.toml: p: a hash is that of a file, and the requirement names a repository: remove the hash", "nor can a repository have one")
write('[project]\nname = "p"\nversion = "1"\nrequires-python = "<3"\n', "local/pyproject.toml")
is_(has(refused(choice.check_named, request(), {"name": "p", "source": "directory", "path": "local"}, None), "local/pyproject.toml:4: requires-python is '<3'"), [],
    "requires-python of a directory counts, upper limits too")

# Words
is_(words.local_paths(f"error: Distribution not found at: file://{os.path.dirname(os.getcwd())}/out%20side"), "error: Distribution not found at: ../out side",
    "a path is the user's, not the stage's")
said = ["Resolved 3 packages\n", "warning: `a==1` is yanked (reason: \"bad\n", "  thing\")\n", "warning: `a==1` is yanked (reason: \"bad\n", "  thing\")\n", "DEBUG x\n"]
unsatisfiable = "we can conclude that your\n  requirements are unsatisfiable.\n"
advice = ": correct the requirement, or set SCIBIDS_INDEX_URL to an index that has it"
for text, line in (
    ("Because numpyy was not found in the package registry\n  and you require numpyy, ", "requirements.txt:3: no package index has 'numpyy'" + advice),
    ("Because there is no version of numpy==99\n  and you require numpy==99, ", "r.in: no package index has numpy in version 99" + advice),
    ("Because numpy==1 depends on x and x was not found in the package registry and you require numpy==1, ", None),
):
    is_(words.unknown_package(f"error: No solution found when resolving dependencies:\n  cause: {text}{unsatisfiable}", {"numpyy": "requirements.txt:3"}, "r.in"),
        line, f"one line for: {text.split(' and ')[0]}")
is_(words.warnings(said), ['`a==1` is yanked (reason: "bad thing")'], "each warning once, on one line")
trace = ("error: Failed to build `acme @ file:///x`\n  cause: The build backend returned an error\n\n[stderr]\nTraceback (most recent call last):\n"
         '  File "<string>", line 1\nLookupError: unable to detect version for /x\nhint: see\n')
is_(has(words.build_failure(trace, "out/resolution.log"), "acme takes its version from version control", "acme.yaml", "LookupError"), [], "a version out of git")
is_(words.build_failure(trace.replace("unable to detect version for /x", "no"), "out/resolution.log"),
    "acme cannot report its requirements: LookupError: no: see out/resolution.log; add what its build lacks to a package record (SCIBIDS_RECORDS: build, env)",
    "a traceback is its last line")
log = ["DEBUG Solving with target Python version: >=3.13\n", "DEBUG Adding direct dependency: pandas[performance]>=2\n",
       "DEBUG Adding transitive dependency for pandas==2.0: numba>=0.56.4\n", "DEBUG Adding transitive dependency for numba==0.6: llvmlite>=0.5\n"]
is_(graph.chains(log, {"pandas": "requirements.txt:3"})["llvmlite"], "pandas[performance] (requirements.txt:3) -> numba -> llvmlite", "who brought whom")

# A failure of the machine
resolve.give_up(pathlib.Path("."), request(), FileNotFoundError(2, "No such file or directory", "uv"))
is_(pathlib.Path("error.txt").read_text(), "[Errno 2] No such file or directory: 'uv'", "is told in its words")

# What is opened is an input
for name in ("pyproject.toml", "MANIFEST.in", "reqs.in", "README.md", "pkg/mod.py", "setup.py", "other/pyproject.toml", "data/x.whl"):
    write("", "seen/" + name)
with inputs.Watch("seen") as watch:
    for name in ("pyproject.toml", "MANIFEST.in", "reqs.in", "README.md", "other/pyproject.toml", "data/x.whl"):
        (pathlib.Path("seen") / name).read_text()
os.chdir("seen")
is_(watch.inputs(["."]), ["MANIFEST.in", "pyproject.toml", "reqs.in"] if watch.directories else [], "files that a backend opens, except those that do not matter")

# A download of our own, from a server that fails
class Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        logins.append(self.headers.get("Authorization"))
        kind = answers.pop(0) if answers else 200
        self.send_response(200 if kind == "half" else kind)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"con" if kind == "half" else b"conten")

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
pauses, logins = [], []
artifacts.time = types.SimpleNamespace(sleep=pauses.append)
file = urllib.request.Request(f"http://127.0.0.1:{server.server_port}/six.whl")
answers = [503, "half"]
is_((artifacts.download(file), pauses), (b"conten", [2, 5]), "a server that is busy, then ends too early, is asked again")
answers = [404]
is_(refused(artifacts.download, file).split(" ", 1)[1], "cannot be downloaded: HTTP Error 404: Not Found", "one that has no such file is not")
answers, pauses[:] = [429, 429, 429], []
is_((refused(artifacts.download, file).split(" ", 1)[1], pauses), ("cannot be downloaded: HTTP Error 429: Too Many Requests", [2, 5]), "nor for ever")
answers, pauses[:] = ["half"] * 3, []
is_(refused(artifacts.download, file).split(" ", 1)[1], "cannot be downloaded: IncompleteRead(3 bytes read, 3 more expected)", "half a file is refused")


def read(url):
    logins.clear()
    artifacts.read_artifact(Archive(url=url))
    return list(logins)


artifacts.indexes.NETRC = pathlib.Path("netrc")
here, login = f"127.0.0.1:{server.server_port}", "Basic " + base64.b64encode(b"me:it's").decode()
os.environ["UV_DEFAULT_INDEX"] = f"http://{here}/simple/"
is_(read(f"http://me:it%27s@{here}/six.whl"), [login], "the login in a file's URL is used")
os.environ["UV_DEFAULT_INDEX"] = f"http://me:it%27s@{here}/simple/"
is_((read(f"http://{here}/six.whl"), read(f"http://localhost:{server.server_port}/six.whl")), ([login], [None]), "so is that of an index on its host, and on no other")
pauses.clear()
is_((refused(read, "http://me:secret@127.0.0.1:none/six.whl?key=secret"), pauses),
    ("http://127.0.0.1:none/six.whl cannot be downloaded: it is not a valid URL", []), "a bad URL is refused at once, and its login not told")
server.shutdown()

finish()
END
python3 -B "$work/test.py" "$PWD/dockerfiles/scripts/resolve" "$work"
