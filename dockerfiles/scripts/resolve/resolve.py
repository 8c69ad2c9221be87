"""Resolves what request.json asks for with uv, and chooses for each package the one artifact for this interpreter.

usage: resolve.py REQUEST RESULT-DIR (in the directory that the requirements are relative to)
RESULT-DIR gets resolution.json, and toolbox.txt if the toolbox would give a better answer; or refused.txt, a line for each thing in the
project that cannot be done; or error.txt, the resolver's own words, and chains.txt, which requirement led to which. The time is empty if no
index dates its files, and so is a package's build-time if its own index does not: then build requirements cannot be fixed to a moment.
"""

import datetime
import json
import os
import pathlib
import re
import sys

from packaging.markers import default_environment
from packaging.pylock import Pylock, PackageDirectory, PackageSdist, PackageWheel
from packaging.utils import canonicalize_name

import artifacts
import builds
import choice
import compiling
import graph
import inputs
import project
import words
from config import Config
from records import Records
from refusal import Refused, Unresolvable


def is_pylock(path):
    return re.fullmatch(r"pylock(\.[^.]+)?\.toml", path.name)


class Answer:
    """A pylock with everything that is known about how it was made."""

    def __init__(self, request, directory):
        self.request, self.directory = request, directory
        self.source = pathlib.Path(request["requirements"])
        self.warnings, self.log, self.lock, self.about, self.compiler = [], [], None, None, None
        self.config = None if is_pylock(self.source) else Config(self.source)
        self.extras, self.groups, self.lost, self.records = request["extras"], request["groups"], set(), None

    def pylock(self):
        if is_pylock(self.source):
            return self.read_pylock()
        version = compiling.uv_version()
        self.config.check(self.request, version)
        self.warnings += self.config.warnings
        if self.source.name == "pyproject.toml":
            self.about = project.Project(self.source, self.request)
            self.lock = compiling.beside(self.source) if self.config.own.get("managed") is not False else None
        else:
            self.refuse_choices()
            compiling.join_continued_lines(self.source, set())
        self.records = Records(self.request, self.source)
        return self.records.attempt(self.compile if not self.lock else self.export)

    def refuse_choices(self):
        for key, what in (("groups", "dependency groups"), ("extras", "extras")):
            if self.request[key]:
                raise Refused(f"{self.source}: SCIBIDS_{key.upper()} names '{self.request[key][0]}', and a requirements file has no {what}: "
                              "set SCIBIDS_REQUIREMENTS=pyproject.toml, or remove it")

    def read_pylock(self):
        content = project.read(self.source)
        version = str(content.get("lock-version", ""))
        if re.fullmatch(r"1\.[1-9][0-9]*", version):
            self.warnings.append(f"{self.source}: lock-version is {version}: read as 1.0; anything newer in it is ignored")
        elif not re.fullmatch(r"1(\.0)?", version):
            raise Refused(f"{project.line_of(self.source, 'lock-version')}: lock-version is '{version}', and 1.0 can be read: lock again with a tool that writes it")
        project.check_python(self.source, content.get("requires-python"))
        self.groups = project.choose_groups(self.source, self.request["groups"], content.get("dependency-groups", []), content.get("default-groups", []))
        self.extras = project.choose_extras(self.source, self.request["extras"], content.get("extras", []))
        return compiling.absolute_paths(content, self.source.parent)

    def compile(self, environment):
        config = self.config.write(self.directory / "uv.toml")
        self.compiler = compiling.Compiler(self.request, self.source, self.about, config, self.directory, environment)
        pylock, self.log = self.compiler.compile()
        pylock, self.log, said = choice.wheels(self.request, self.compiler, pylock, self.log)
        self.warnings += words.warnings(self.log) + said
        return pylock

    def export(self, environment):
        config = self.config.write(self.directory / "uv.toml")
        pylock, lines = compiling.export(self.lock, self.source, self.about, config, self.directory, environment)
        self.warnings += words.warnings(lines)
        if self.request["upgrade"]:
            self.warnings.append(f"{os.path.relpath(self.lock)} decides the versions: `uv lock --upgrade` moves them")
        # Markers are left for this interpreter; extras and groups are chosen already.
        self.extras, self.groups = [], []
        return pylock

    def select(self, pylock):
        """Pairs of package and artifact."""
        self.lost = choice.keep_allowed_hashes(pylock, self.request, self.compiler and self.compiler.everywhere)
        no_binary = {canonicalize_name(name) for name in self.request["no-binary"] if name != ":all:"}
        every = ":all:" in self.request["no-binary"]

        def prefer_sdist(name):
            return every or name in no_binary

        lock = Pylock.from_dict(pylock)
        environment = default_environment()
        choice.check_wheels(self.source, lock, environment | {"extras": frozenset(self.extras), "dependency_groups": frozenset(self.groups)})
        chosen = list(lock.select(environment=environment, tags=choice.tags_here(), extras=self.extras, dependency_groups=self.groups,
                                  prefer_sdist_predicate=prefer_sdist))
        asked = len(lock.packages) if not self.log else self.about.count if self.about else self.request.get("count", 0)
        if not chosen and asked:
            raise Refused(f"{self.source}: none of what it names is for this image ({' '.join(choice.this_image())}): an image without packages would be built")
        return chosen, prefer_sdist

    def resolution(self, now):
        root = pathlib.Path.cwd()
        while not os.path.ismount(root) and root != root.parent:
            root = root.parent
        inputs.refresh(root)
        with inputs.Watch(root) as watch:
            pylock = self.pylock()
        chosen, prefer_sdist = self.select(pylock)
        newest = self.config.newest(now) if self.config else now
        packages = [self.facts(package, artifact, prefer_sdist) for package, artifact in chosen]
        self.add_builds(packages, chosen)
        graph.add(packages, pylock, self.log, self.request["constraints"])
        if self.lock:
            graph.add_from_uv_lock(packages, project.read(self.lock), self.about)
        choice.require_hashes(self.source, self.request, packages)
        packages.sort(key=lambda package: package["name"])
        dated = any(getattr(artifact, "upload_time", None) for _, artifact in chosen)
        built = [artifact.path for _, artifact in chosen if isinstance(artifact, PackageDirectory)]
        found = set(watch.inputs([*built, self.source.parent]))
        if self.lock:
            found.add(os.path.relpath(self.lock))
        return {"time": newest if dated else "", "warnings": self.warnings, "inputs": sorted(found), "packages": packages}

    def add_builds(self, packages, chosen):
        """Finds the build tools of source packages; toolbox.txt names packages whose backend needs a compiler or a library to answer."""
        found = builds.Builds(self.request, self.config, self.records or Records(self.request, self.source), self.directory)
        found.add_all([(facts, artifact) for facts, (_, artifact) in zip(packages, chosen)
                       if facts["source"] != "wheel" and not facts.get("artifact", "").endswith(".whl")])
        self.warnings += sorted(found.warnings)
        write_lacking(self.directory, found.lacking)

    def facts(self, package, artifact, prefer_sdist):
        facts = artifacts.facts(package, artifact, prefer_sdist)
        choice.check_named(self.request, facts, artifact)
        facts |= choice.reason(facts, self.lost)
        if isinstance(artifact, (PackageWheel, PackageSdist)) and not artifact.upload_time:
            facts["build-time"] = ""
        if not isinstance(artifact, PackageWheel) and self.config:
            facts |= self.config.for_build(facts["name"])
        return facts


def write_lacking(result, names):
    if names:
        (result / "toolbox.txt").write_text("".join(f"{name}\n" for name in sorted(names)), encoding="utf-8")


def write_chains(result, request, log):
    chains = graph.chains(log, request.get("places", {}))
    (result / "chains.txt").write_text("".join(f"{name}\t{chain}\n" for name, chain in sorted(chains.items())), encoding="utf-8")


def give_up(result, request, error):
    """Writes why there is no resolution."""
    log = request.get("log", "resolution.log")
    if isinstance(error, Refused):
        (result / "refused.txt").write_text(f"{error}\n", encoding="utf-8")
        return
    if isinstance(error, Unresolvable):
        write_lacking(result, error.lacking)
    said = error.args[0] if isinstance(error, Unresolvable) else str(error)
    failure = words.build_failure(said, log) if isinstance(error, Unresolvable) else None
    line = f"{request['requirements']}: {failure}" if failure else words.unknown_package(said, request.get("places", {}), request["requirements"])
    if line:
        (result / "refused.txt").write_text(f"{line}\n", encoding="utf-8")
        return
    if isinstance(error, Unresolvable) and len(error.args) > 1:
        write_chains(result, request, error.args[1])
    text = said if isinstance(error, (Unresolvable, ValueError, KeyError, OSError)) else f"error: {error}"
    (result / "error.txt").write_text(words.local_paths(text), encoding="utf-8")


def main():
    request = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    result = pathlib.Path(sys.argv[2])
    result.mkdir(parents=True, exist_ok=True)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        answer = Answer(request, result)
        resolution = answer.resolution(now)
        write_chains(result, request, answer.log)
        (result / "resolution.json").write_text(json.dumps(resolution, indent=1), encoding="utf-8")
    except (Refused, Unresolvable, ValueError, KeyError, OSError) as error:
        give_up(result, request, error)
    except Exception as error:
        if not type(error).__module__.startswith("packaging."):
            raise
        give_up(result, request, error)
    finally:
        for name in ("itself.txt", "pylock.toml", "uv.toml", "uv.build.toml"):
            (result / name).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
