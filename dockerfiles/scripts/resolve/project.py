"""Reads Python, extras and dependency groups from a pyproject.toml or a pylock.toml, and checks them against the request."""

import platform
import re
import sys
import tomllib

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from refusal import Refused, line_of, printable, words

PYTHON = platform.python_version()


def read(path):
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{path}: not TOML: {error}") from error


def table(value, *keys):
    for key in keys:
        value = value.get(key, {}) if isinstance(value, dict) else {}
    return value if isinstance(value, dict) else {}


def check_python(path, specifier, key="requires-python"):
    try:
        allowed = not specifier or SpecifierSet(specifier).contains(PYTHON, prereleases=True)
    except InvalidSpecifier as error:
        raise Refused(f"{line_of(path, key)}: {key} is not a set of versions: {error}") from error
    if not allowed:
        series = ".".join(map(str, sys.version_info[:2]))
        raise Refused(f"{line_of(path, key)}: {key} is '{specifier}', and the image's Python is {series} ({PYTHON}): set SCIBIDS_PYTHON to "
                      "a version that it allows")


def choose_groups(path, asked, known, default):
    """The requested groups beside the default ones; -NAME leaves out a default group."""
    groups = {canonicalize_name(name) for name in default}
    known = {canonicalize_name(name) for name in known} | groups
    for word in asked:
        name = canonicalize_name(word.removeprefix("-"))
        if name not in known:
            raise Refused(f"{path}: SCIBIDS_GROUPS names '{name}', and there is no such dependency group: {words(sorted(known))}")
        if word.startswith("-"):
            groups.discard(name)
        else:
            groups.add(name)
    return sorted(groups)


def choose_extras(path, asked, known):
    extras = sorted({canonicalize_name(name) for name in asked})
    for name in extras:
        if known is not None and name not in {canonicalize_name(other) for other in known}:
            raise Refused(f"{path}: SCIBIDS_EXTRAS names '{name}', and there is no such extra: {words(sorted(known))}")
    return extras


def check_conflicts(path, conflicts, extras, groups):
    for conflict in conflicts if isinstance(conflicts, list) else []:
        chosen = [kind + " " + item[kind] for item in conflict for kind in ("extra", "group")
                  if kind in item and canonicalize_name(item[kind]) in (extras if kind == "extra" else groups)]
        if len(chosen) > 1:
            raise Refused(f"{line_of(path, 'conflicts')}: {' and '.join(chosen)} exclude each other: choose one")


def from_poetry(text):
    """A set of versions as Poetry writes it, as a specifier; "" for one that has alternatives, which PEP 440 does not."""
    found = []
    for part in re.split(r"\s*,\s*|\s+(?=[<>=!~^])", text.strip()):
        match = re.fullmatch(r"([~^])\s*(\d+(?:\.\d+)*)", part)
        if not match:
            found.append(part if re.match(r"[<>=!~]", part) or part in ("", "*") else f"=={part}")
            continue
        release = [int(number) for number in match[2].split(".")]
        fixed = 1 if match[1] == "^" or len(release) == 1 else 2
        found.append(f">={match[2]},<{'.'.join(map(str, release[:fixed - 1] + [release[fixed - 1] + 1]))}")
    return "" if "|" in text else ",".join(part for part in found if part not in ("", "*"))


class Project:
    """A pyproject.toml, checked against what is asked for."""

    def __init__(self, path, request):
        self.path, self.toml = path, read(path)
        uv, poetry = table(self.toml, "tool", "uv"), table(self.toml, "tool", "poetry")
        self.is_project = "project" in self.toml
        known = table(self.toml, "dependency-groups")
        if "dev-dependencies" in uv:
            known = {"dev": uv["dev-dependencies"]} | known
        self.check_poetry(poetry, request)
        default = uv.get("default-groups", [])
        default = list(known) if default == "all" else default
        self.groups = choose_groups(path, request["groups"], known, default)
        optional = table(self.toml, "project", "optional-dependencies")
        dynamic = "optional-dependencies" in self.toml.get("project", {}).get("dynamic", []) or (not self.is_project and not self.groups)
        self.extras = choose_extras(path, request["extras"], None if dynamic else optional)
        check_conflicts(path, uv.get("conflicts"), self.extras, self.groups)
        for group in self.groups:
            check_python(path, table(uv, "dependency-groups", group).get("requires-python"))
        project = table(self.toml, "project")
        self.name = project.get("name") or poetry.get("name")
        check_python(path, project.get("requires-python"))
        self.check_older(project, poetry)
        self.count = self.check_content(project, poetry)

    def installs_itself(self):
        """A project must be installed if others find its programs or plugins by its metadata."""
        poetry, package = table(self.toml, "tool", "poetry"), table(self.toml, "tool", "uv").get("package")
        offers = any(table(self.toml, "project").get(key) for key in ("scripts", "gui-scripts", "entry-points")) or poetry.get("scripts") or poetry.get("plugins")
        return bool(self.name and "build-system" in self.toml and (package or (package is None and offers)))

    def check_older(self, project, poetry):
        """The Python version in formats older than [project]."""
        python = table(poetry, "dependencies").get("python")
        if isinstance(python, str) and "requires-python" not in project:
            check_python(self.path, from_poetry(python), "python")
        setup = self.path.parent / "setup.cfg"
        if setup.is_file() and ("project" not in self.toml or "requires-python" in project.get("dynamic", [])):
            said = re.search(r"^python_requires\s*=\s*(\S.*)$", setup.read_text(encoding="utf-8-sig", errors="replace"), re.MULTILINE)
            check_python(setup, said and said[1].strip(), "python_requires")

    def check_poetry(self, poetry, request):
        """Refuses Poetry's own groups, and a project without package mode, whose backend reports no dependencies."""
        if self.is_project:
            return
        for name in request["groups"]:
            if name in table(poetry, "group") and name not in table(self.toml, "dependency-groups"):
                raise Refused(f"{line_of(self.path, rf'group.{re.escape(name)}')}: '{name}' is a group of Poetry and none of [dependency-groups]: move it there, or "
                              f"write requirements.txt with `poetry export --with {name} -o requirements.txt`")
        if poetry.get("package-mode") is False:
            raise Refused(f"{line_of(self.path, 'package-mode')}: there is no [project], and with package-mode = false poetry-core does not tell the dependencies: "
                          "write a [project] table, remove package-mode, or write requirements.txt with `poetry export -o requirements.txt`")

    def check_required(self, project):
        dynamic = project.get("dynamic", [])
        for key in ("name", "version"):
            if key not in project and (key not in dynamic or key == "name"):
                raise Refused(f"{line_of(self.path, r'^ *.project.')}: [project] has no {key}: give it one" + (", or write dynamic = [\"version\"]" if key == "version" else ""))

    def check_list(self, name, listed):
        """Requirements, in the words of a requirements file and not of a build backend."""
        if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
            raise Refused(f"{line_of(self.path, rf'^ *{re.escape(name)} *=')}: {name} is not a list of requirements: write [\"NAME>=VERSION\"]")
        for text in listed:
            try:
                Requirement(text)
            except InvalidRequirement as error:
                raise Refused(f"{line_of(self.path, re.escape(text))}: {name}: not a requirement: '{printable(text)}' ({str(error).splitlines()[0]})") from error

    def check_content(self, project, poetry):
        """How many requirements there are; 1 where only a build backend knows."""
        if self.is_project:
            dynamic = "dependencies" in project.get("dynamic", [])
            optional = table(project, "optional-dependencies")
            self.check_required(project)
            for name, listed in {"dependencies": project.get("dependencies", []), **optional}.items():
                self.check_list(name, listed)
            lists = [project.get("dependencies", [])] + [optional.get(name, []) for name in optional if canonicalize_name(name) in self.extras]
            return 1 if dynamic else sum(map(len, lists)) + len(self.groups)
        if self.groups:
            return 1
        legacy = any((self.path.parent / name).exists() for name in ("setup.py", "setup.cfg"))
        if not legacy and not poetry and "build-system" not in self.toml:
            known = table(self.toml, "dependency-groups")
            hint = f"set SCIBIDS_GROUPS to some of {words(sorted(known))}" if known else "write one, or set SCIBIDS_REQUIREMENTS"
            if "workspace" in table(self.toml, "tool", "uv"):
                hint = "this is the root of a workspace: set SCIBIDS_REQUIREMENTS to the pyproject.toml of the member to install"
            raise Refused(f"{self.path}: there is no [project] table: {hint}")
        return 1
