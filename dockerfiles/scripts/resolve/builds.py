"""Finds the tools that each source package is built with: the requirements of its pyproject.toml, additions from a record and the project,
and the backend's own requests. They are resolved separately and to wheels only, so that the lock can name them by hash."""

import concurrent.futures
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import threading
import tomllib
import zipfile

from packaging.markers import default_environment
from packaging.pylock import PackageDirectory, PackageVcs, PackageWheel, Pylock
from packaging.utils import canonicalize_name
from packaging.version import Version

import artifacts
import choice
import compiling
import project
from config import inline
from refusal import Refused, Unresolvable, printable

OPTIONS = pathlib.Path("/run/secrets/index-options")
CHECKOUTS = pathlib.Path.home() / ".cache/uv/git-v0/checkouts"
# uv's default for a source without a build-system table.
LEGACY = {"requires": ["setuptools>=40.8.0"], "build-backend": "setuptools.build_meta:__legacy__"}
SETUPTOOLS = (LEGACY["build-backend"], "setuptools.build_meta")
# Keys of a project's configuration that apply to builds too. Every stage gets the indexes anyway.
CARRIED = ("allow-insecure-host", "exclude-newer", "exclude-newer-package", "find-links", "index-strategy", "no-index")
HOOK = """
import importlib, json, sys
backend_path, name, settings, answer = json.loads(sys.argv[1])
sys.path[:0] = backend_path
module, _, attributes = name.partition(":")
backend = importlib.import_module(module)
for attribute in filter(None, attributes.split(".")):
    backend = getattr(backend, attribute)
hook = getattr(backend, "get_requires_for_build_wheel", None)
asked = list(hook(settings or None)) if hook else []
with open(answer, "w", encoding="utf-8") as file:
    json.dump(asked, file)
"""


class Unknown(Exception):
    """The requirements of a build cannot be found here."""


def unpack(content, name, directory):
    """Unpacks the archive below DIRECTORY and returns its top directory."""
    try:
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                archive.extractall(directory)
        else:
            with tarfile.open(fileobj=io.BytesIO(content)) as archive:
                archive.extractall(directory, filter="data")
    except (tarfile.TarError, zipfile.BadZipFile, OSError, EOFError) as error:
        raise Unknown(f"{name}: {error}") from error
    entries = list(directory.iterdir())
    return entries[0] if len(entries) == 1 and entries[0].is_dir() else directory


def checkout(commit, directory):
    """A copy of what uv has checked out."""
    for path in CHECKOUTS.glob("*/*"):
        if commit.startswith(path.name):
            return pathlib.Path(shutil.copytree(path, directory / "source", symlinks=True))
    raise Unknown("the resolver has no checkout of it")


def source_tree(facts, artifact, directory):
    if isinstance(artifact, PackageDirectory):
        return pathlib.Path(artifact.path)
    if isinstance(artifact, PackageVcs):
        return checkout(artifact.commit_id, directory) / (artifact.subdirectory or "")
    try:
        content = artifacts.read_artifact(artifact)
    except (OSError, ValueError, Refused) as error:
        raise Unknown(f"{facts['artifact']}: {error}") from error
    if hashlib.sha256(content).hexdigest() != facts["sha256"]:
        raise Unknown(f"{facts['artifact']} has a different checksum than the index says")
    return unpack(content, facts["artifact"], directory) / (getattr(artifact, "subdirectory", None) or "")


def build_system(tree):
    file = tree / "pyproject.toml"
    try:
        system = project.table(tomllib.loads(file.read_text(encoding="utf-8")), "build-system") if file.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unknown(f"its pyproject.toml: {error}") from error
    if "requires" not in system:
        return LEGACY
    return {"build-backend": LEGACY["build-backend"]} | system


def asks_for_nothing(system, tree, tools):
    """setuptools asks only for setup_requires, and asking it takes as long as the start of a build."""
    version = next((Version(tool["version"]) for tool in tools if tool["name"] == "setuptools"), Version("0"))
    if system["build-backend"] not in SETUPTOOLS or "backend-path" in system or version < Version("70.1"):
        return False
    return not any(b"setup_requires" in file.read_bytes() for file in [*tree.glob("*.py"), *tree.glob("setup.cfg"), *tree.glob("pyproject.toml")])


class Builds:
    def __init__(self, request, config, records, directory):
        self.records = records
        self.known, self.environments, self.looking = request.get("built", {}), {}, threading.Lock()
        self.lacking, self.warnings = [], []
        carried = config.carried if config else {}
        self.constraints = carried.get("build-constraint-dependencies", [])
        options = OPTIONS.read_text(encoding="utf-8").splitlines() if OPTIONS.is_file() else []
        self.sources = ["--requirements", str(OPTIONS)] if options else []
        lines = [line.removeprefix("#uv ") for line in options if line.startswith("#uv ")]
        have = {line.split("=")[0].strip() for line in lines}
        # Top-level keys stand before the tables.
        lines = [f"{key} = {inline(carried[key])}" for key in CARRIED if key in carried and key not in have] + lines
        config = directory / "uv.build.toml"
        config.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        self.options = ["--config-file", str(config)] + (["--no-index", "--find-links", "/wheels"] if any(os.scandir("/wheels")) else [])

    def add_all(self, pairs):
        """Works on several packages at a time: most of the time goes to the backends, which are processes of their own."""
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for _ in pool.map(lambda pair: self.add(*pair), pairs):
                pass

    def add(self, facts, artifact):
        """Adds build-environment to the facts of one package."""
        record = self.records.known.get(facts["name"], {})
        added = sorted({*record.get("build-requires", []), *facts.get("build-requires", [])})
        if self.is_known(facts, added):
            return
        try:
            with tempfile.TemporaryDirectory() as directory:
                tree = source_tree(facts, artifact, pathlib.Path(directory))
                facts["build-environment"] = self.environment(facts, record, added, tree)
        except (Unknown, Unresolvable) as error:
            self.give_up(facts["name"], error)

    def give_up(self, name, error):
        said = str(error.args[0]).removeprefix("error: ")
        last = words_of(said)
        if not self.records.in_toolbox and isinstance(error, Unknown):
            self.lacking.append(name)
        self.warnings.append(f"{name}: its build tools are not pinned in the lock and may change with the next build: {last}")

    def is_known(self, facts, added):
        """Does the old lock name everything that is needed?"""
        known = self.known.get(facts["name"])
        return bool(known) and known["source"] == facts.get("sha256", facts.get("commit")) and sorted(known["requires"]) == added and \
            all(choice.fits_here([name]) for name in known["artifacts"])

    def environment(self, facts, record, added, tree):
        system = build_system(tree)
        requires = [*map(str, system["requires"]), *added]
        pins = self.known.get(facts["name"], {}).get("pins", {})
        tools = self.resolve(requires, pins)
        if asks_for_nothing(system, tree, tools):
            return tools
        return self.resolve(requires + self.ask(facts, record, system, tree, tools), pins)

    def resolve(self, requires, pins):
        """Once for equal requirements: a second thread waits for the first one's answer."""
        key = (tuple(sorted(set(requires))), tuple(sorted(pins.items())))
        with self.looking:
            begun = key in self.environments
            answer = self.environments.setdefault(key, concurrent.futures.Future())
        if not begun:
            try:
                answer.set_result(self.wheels(key[0], pins) if requires else [])
            except BaseException as error:
                answer.set_exception(error)
        return answer.result()

    def wheels(self, requires, pins):
        with tempfile.TemporaryDirectory() as directory:
            return self.wheels_in(pathlib.Path(directory), requires, pins)

    def wheels_in(self, directory, requires, pins):
        source, constraints, pylock = (directory / name for name in ("build.in", "build.constraints", "pylock.toml"))
        source.write_text("".join(f"{line}\n" for line in requires), encoding="utf-8")
        constraints.write_text("".join(f"{line}\n" for line in self.constraints), encoding="utf-8")
        if pins:
            pylock.write_text(compiling.pins_as_pylock(pins), encoding="utf-8")
        arguments = ["uv", "pip", "compile", str(source), *(["--constraints", str(constraints)] if self.constraints else []), "--no-header",
                     "--format", "pylock.toml", "--output-file", str(pylock), "--only-binary", ":all:", *self.options,
                     *self.sources[1:]]
        compiling.run(arguments, self.records.environment)
        found = compiling.absolute_paths(tomllib.loads(pylock.read_text(encoding="utf-8")), directory)
        chosen = Pylock.from_dict(found).select(environment=default_environment(), tags=choice.tags_here())
        tools = []
        for package, artifact in chosen:
            if not isinstance(artifact, PackageWheel):
                raise Unknown(f"{package.name} has no wheel")
            tools.append({"name": canonicalize_name(package.name), "version": str(package.version)} | artifacts.artifact_facts(artifact))
        return sorted(tools, key=lambda tool: tool["name"])

    def ask(self, facts, record, system, tree, tools):
        """Asks the backend, which runs as it will in the build."""
        with tempfile.TemporaryDirectory() as directory:
            place, answer = pathlib.Path(directory) / "environment", pathlib.Path(directory) / "answer"
            self.install(place, tools)
            variables = record.get("env", {}) | facts.get("env", {})
            environment = self.records.environment | variables | {"PATH": f"{place / 'bin'}:{os.environ['PATH']}", "VIRTUAL_ENV": str(place)}
            settings = record.get("config-settings", {}) | facts.get("config-settings", {})
            settings = {key: values[0] if len(values) == 1 else values for key, values in settings.items()}
            backend_path = [str(tree / path) for path in system.get("backend-path", [])]
            arguments = [str(place / "bin/python"), "-c", HOOK, json.dumps([backend_path, system["build-backend"], settings, str(answer)])]
            if self.records.in_toolbox:
                self.records.add_apks(facts["name"])
            try:
                done = subprocess.run(arguments, cwd=tree, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      text=True, errors="replace", timeout=300, check=False)
                asked = json.loads(answer.read_text(encoding="utf-8")) if done.returncode == 0 else None
            except (OSError, ValueError, subprocess.TimeoutExpired) as error:
                raise Unknown(f"its build backend does not say what it requires: {error}") from error
            if not isinstance(asked, list):
                raise Unknown(f"its build backend does not say what it requires:\n{done.stdout}")
            return [str(item) for item in asked]

    def install(self, place, tools):
        pins = place.parent / "pins.txt"
        pins.write_text("".join(f"{tool['name']}=={tool['version']} --hash=sha256:{tool['sha256']}\n" for tool in tools), encoding="utf-8")
        compiling.run(["uv", "venv", "--quiet", "--no-config", str(place)], self.records.environment)
        if tools:
            compiling.run(["uv", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--no-build", "--index-strategy", "unsafe-best-match",
                           "--python", str(place / "bin/python"), "--requirements", str(pins), *self.sources, *self.options], self.records.environment)


def words_of(said):
    """The last line that is not empty, printable."""
    lines = [line.strip() for line in said.splitlines() if line.strip() and not line.lstrip().startswith(("warning:", "hint:", "File ", "^"))]
    return printable(lines[0] if len(lines) == 1 else f"{lines[0]} {lines[-1]}" if lines else "nothing is said")[:300]
