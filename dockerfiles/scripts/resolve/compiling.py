"""Calls uv, which makes a pylock.toml from requirements or from a uv.lock."""

import os
import pathlib
import re
import subprocess
import tomllib
import urllib.parse

import graph
import project
from refusal import Refused, Unresolvable, printable


def run(arguments, environment):
    """The lines on stderr; they are the builder's log as well."""
    done = subprocess.run(arguments, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, errors="replace",
                          env=environment, check=False)
    lines = done.stderr.splitlines(keepends=True)
    said = "".join(line for line in lines if not line.startswith("DEBUG "))
    print(said, end="", flush=True)
    if done.returncode != 0:
        raise Unresolvable(said, lines)
    return lines


def uv_version():
    done = subprocess.run(["uv", "--version"], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.split()[1]


def pins_as_pylock(pins):
    """What uv reads as preferences: versions to keep where they still fit."""
    lines = ['lock-version = "1.0"', 'created-by = "scibids"', ""]
    for name, version in sorted(pins.items()):
        lines += ["[[packages]]", f'name = "{name}"', f'version = "{version}"', ""]
    return "\n".join(lines)


# `pip freeze` writes -e before a repository, and uv refuses that; an image has no checkout that could be edited.
EDITABLE = re.compile(r"^\s*(?:-e\s*|--editable(?:\s+|=))(?=(?:[\w.-]+(?:\[[^]]*\])?\s*@\s*)?(?:git|hg|svn|bzr)\+)")


def join_continued_lines(path, seen):
    """Joins lines that end with a backslash: pip allows them anywhere, uv not within a requirement."""
    if path in seen or not path.is_file():
        return
    seen.add(path)
    lines, begun = [], ""
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        comment = re.match(r"\s*#", line)
        if line.endswith("\\") and not comment:
            begun += line.rstrip("\\")
            continue
        lines.append(begun + (" " if begun and comment else "") + line)
        begun = ""
    lines.append(begun)
    lines = [EDITABLE.sub("", line) for line in lines]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for line in lines:
        included = re.match(r"\s*(?:-r|-c|--requirement|--constraint)(?:\s+|=|(?<=-[rc]))([^\s#]+)", line)
        if included:
            join_continued_lines(path.parent / os.path.expandvars(included.group(1)), seen)


def absolute_paths(pylock, directory):
    """In PEP 751 paths are relative to the lock file, which is elsewhere here: makes them absolute. Files found by --find-links are
    paths, too."""
    for package in pylock.get("packages", []):
        for artifact in [package.get(key, {}) for key in ("sdist", "archive", "directory", "vcs")] + package.get("wheels", []):
            url = urllib.parse.urlsplit(artifact.get("url", ""))
            if url.scheme == "file":
                artifact["path"] = urllib.parse.unquote(url.path)
                del artifact["url"]
            if "path" in artifact:
                artifact["path"] = os.path.abspath(directory / artifact["path"])
    return pylock


class Compiler:
    """Requirements, resolved by `uv pip compile`."""

    def __init__(self, request, source, about, config, directory, environment):
        self.request, self.source, self.about, self.config = request, source, about, config
        self.directory, self.environment = directory, environment

    def arguments(self, pylock, only_binary):
        request = self.request
        arguments = ["uv", "pip", "compile", "--config-file", str(self.config), "--no-header", "--format", "pylock.toml",
                     "--output-file", str(pylock)]
        for name in only_binary:
            arguments += ["--only-binary", name]
        if request["upgrade"] is True:
            arguments.append("--upgrade")
        else:
            for name in request["upgrade"]:
                arguments += ["--upgrade-package", name]
        if request.get("pre"):
            arguments += ["--prerelease", "allow"]
        if any(os.scandir("/wheels")):
            arguments += ["--no-index", "--find-links", "/wheels"]
        if not self.about:
            return arguments + [str(self.source)]
        for extra in () if self.about.installs_itself() else self.about.extras:
            arguments += ["--extra", extra]
        for group in self.about.groups:
            arguments += ["--group", f"{self.source}:{group}"]
        if self.about.installs_itself():
            return arguments + [str(self.itself())]
        # A file with nothing but groups is not a project that can be built.
        groups_alone = self.about.groups and not self.about.is_project
        return arguments if groups_alone else arguments + [str(self.source)]

    def itself(self):
        """A file that requires the project as a package."""
        path = self.directory / "itself.txt"
        extras = f"[{','.join(self.about.extras)}]" if self.about.extras else ""
        path.write_text(f"{self.about.name}{extras} @ {pathlib.Path(os.path.abspath(self.source)).parent.as_uri()}\n", encoding="utf-8")
        return path

    def everywhere(self):
        """The same with the wheels of all platforms, or nothing if that fails."""
        try:
            return self.compile(more=["--universal"])[0]
        except Unresolvable:
            return {}

    def compile(self, only_binary=(), more=()):
        """The pylock, and what was said meanwhile."""
        pylock = self.directory / "pylock.toml"
        pylock.unlink(missing_ok=True)
        if self.request["pins"]:
            pylock.write_text(pins_as_pylock(self.request["pins"]), encoding="utf-8")
        try:
            lines = run([*self.arguments(pylock, only_binary), *more], self.environment | {"RUST_LOG": graph.LOG})
            return absolute_paths(tomllib.loads(pylock.read_text(encoding="utf-8")), self.directory), lines
        finally:
            pylock.unlink(missing_ok=True)


def beside(source):
    """The uv.lock of the pyproject.toml: its own, or its workspace's."""
    directory = pathlib.Path(os.path.abspath(source)).parent
    for parent in [directory, *directory.parents]:
        if (parent / "uv.lock").is_file():
            root = parent / "pyproject.toml"
            workspace = root.is_file() and "workspace" in project.table(project.read(root), "tool", "uv")
            return parent / "uv.lock" if parent == directory or workspace else None
        if os.path.ismount(parent):
            break
    return None


def locked_index(lock, environment):
    """The lock is compared with the project as if it had been made with this index: a mirror does not make it stale."""
    registries = {package["source"]["registry"] for package in lock.get("package", []) if "registry" in package.get("source", {})}
    mirror = environment.get("UV_DEFAULT_INDEX", "")
    if mirror.rstrip("/") in {registry.rstrip("/") for registry in registries}:
        return environment
    return {key: value for key, value in environment.items() if key != "UV_DEFAULT_INDEX"}


def export(lock, source, about, config, directory, environment):
    """What a uv.lock pins, as a pylock."""
    pylock = directory / "pylock.toml"
    lines = []
    arguments = ["uv", "export", "--locked", "--config-file", str(config), "--project", str(source.parent), "--format", "pylock.toml",
                 "--output-file", str(pylock), "--no-header", "--no-default-groups"]
    for extra in about.extras:
        arguments += ["--extra", extra]
    for group in about.groups:
        arguments += ["--group", group]
    name = os.path.relpath(lock)
    try:
        lines = run(arguments, locked_index(project.read(lock), environment))
    except Unresolvable as error:
        said = error.args[0]
        if "--locked" in said or "needs to be updated" in said:
            raise Refused(f"{name}: stale: it does not say what {source} and what belongs to it ask for: run `uv lock` and commit it") from error
        if "[stderr]" in said or "Traceback" in said:
            raise
        raise Refused(f"{name}: {printable(' '.join(said.removeprefix('error: ').split()))}") from error
    text = pylock.read_text(encoding="utf-8")
    pylock.unlink()
    # Paths in it are relative to the file that uv would have written.
    return absolute_paths(tomllib.loads(text), directory), lines
