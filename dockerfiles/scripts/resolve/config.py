"""What [tool.uv] and uv.toml say, carried to the resolver: a uv.toml of its own with the keys that decide what is resolved.

The resolver does not read configuration itself: keys such as `universal` or `python-version` would make it resolve for something other than
the image. KEYS says what happens to each key; an unknown key is refused by name.
"""

import datetime
import json
import os
import pathlib
import re

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from refusal import Refused, line_of
from project import read, table

CARRIED, OURS, NOTHING = "carried", "ours", "nothing"
KEYS = dict.fromkeys((
    "allow-insecure-host", "build-constraint-dependencies", "constraint-dependencies", "dependency-metadata", "exclude-dependencies",
    "exclude-newer", "exclude-newer-package", "extra-index-url", "find-links", "fork-strategy", "index", "index-strategy",
    "index-url", "no-binary", "no-binary-package", "no-build", "no-build-package", "no-index", "no-sources", "no-sources-package",
    "override-dependencies", "prerelease", "prerelease-package", "resolution"), CARRIED)
KEYS |= dict.fromkeys((
    "config-settings", "config-settings-package", "conflicts", "default-groups", "dependency-groups", "dev-dependencies", "environments",
    "extra-build-dependencies", "extra-build-variables", "managed", "package", "pip", "required-version", "sources", "workspace"), OURS)
# Keys for other commands, the machine or the cache, which never decide which version is chosen.
KEYS |= dict.fromkeys((
    "add-bounds", "audit", "build-backend", "cache-dir", "cache-keys", "check-url", "compile-bytecode", "concurrent-builds", "concurrent-downloads",
    "concurrent-installs", "graalpy-install-mirror", "http-proxy", "https-proxy", "link-mode", "minimum-libc-version", "native-tls", "no-cache",
    "no-proxy", "no-progress", "offline", "preview", "preview-features", "publish-url", "pyodide-install-mirror", "pypy-install-mirror",
    "python-downloads", "python-downloads-json-url", "python-install-mirror", "python-preference", "reinstall", "reinstall-package",
    "required-environments", "system-certs", "trusted-publishing", "upgrade", "upgrade-package"), NOTHING)
# Keys of [tool.uv.pip] for things that are not done here.
PIP_NOTHING = {
    "all-extras", "allow-empty-requirements", "annotation-style", "break-system-packages", "compile-bytecode", "custom-compile-command", "emit-build-options",
    "emit-find-links", "emit-index-annotation", "emit-index-url", "emit-marker-expression", "extra", "generate-hashes", "group", "link-mode",
    "no-annotate", "no-deps", "no-emit-package", "no-extra", "no-header", "no-strip-extras", "no-strip-markers", "output-file", "prefix", "python",
    "python-platform", "python-version", "reinstall", "reinstall-package", "require-hashes", "strict", "system", "target", "universal", "upgrade",
    "upgrade-package", "verify-hashes"}
WHY = {
    "keyring-provider": "there is no keyring in a build: give the login with SCIBIDS_NETRC or UV_INDEX_NAME_USERNAME and UV_INDEX_NAME_PASSWORD",
    "no-build-isolation": "each package is built with its own requirements: write them as extra-build-dependencies",
    "no-build-isolation-package": "each package is built with its own requirements: write them as extra-build-dependencies",
    "require-build-hashes": "the lock has the hashes of what a build requires, where it can be told",
    "torch-backend": "name the index instead: [[tool.uv.index]]",
}


def inline(value):
    """A value as TOML, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else str(value)


def absolute(text, directory):
    """A path or URL, the path made absolute."""
    return text if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text) else os.path.abspath(directory / text)


class Config:
    """The whole configuration for the requirements at PATH, checked."""

    def __init__(self, path):
        self.carried, self.own, self.place, self.warnings = {}, {}, {}, []
        for file, is_project in self.files(path):
            content = read(file)
            self.add(file, table(content, "tool", "uv") if is_project else content, "tool.uv." if is_project else "")

    @staticmethod
    def files(path):
        """Looks in the requirements' directory and those above it, up to the first that has a configuration. A uv.toml replaces the
        [tool.uv] beside it, and a workspace's root overrides its members."""
        found, top = [], pathlib.Path.cwd()
        while not os.path.ismount(top) and top != top.parent:
            top = top.parent
        directory = pathlib.Path(os.path.abspath(path)).parent
        for parent in [directory, *directory.parents]:
            file = parent / "uv.toml"
            if file.is_file():
                return [(pathlib.Path(os.path.relpath(file)), False)]
            file = parent / "pyproject.toml"
            uv = table(read(file), "tool", "uv") if file.is_file() else {}
            if uv:
                found = [(pathlib.Path(os.path.relpath(file)), True)] if not found or "workspace" in uv else found
            if "workspace" in uv or parent == top:
                break
        return found

    def add(self, file, values, prefix):
        for key, value in values.items():
            self.place[key] = line_of(file, rf"^\s*{re.escape(key)}\s*=|\.{re.escape(key)}[\].]")
            self.take(file, key, value, prefix)
        for key, value in table(self.own, "pip").items():
            if key in PIP_NOTHING:
                continue
            self.place.setdefault(key, line_of(file, rf"^\s*{re.escape(key)}\s*="))
            self.take(file, *self.of_pip(key, value), prefix + "pip.")

    @staticmethod
    def of_pip(key, value):
        """pip's list of names, where :all: means every package, is two keys in uv's configuration."""
        ours = {"no-binary": "no-binary", "only-binary": "no-build"}.get(key)
        if not ours or not isinstance(value, list):
            return key, value
        return (ours, True) if ":all:" in value else (ours + "-package", value)

    def take(self, file, key, value, prefix):
        kind = KEYS.get(key)
        self.place.setdefault(key, str(file))
        if key == "keyring-provider" and value == "disabled":
            return
        if kind is None:
            why = WHY.get(key, "this version cannot carry it")
            raise Refused(f"{self.place[key]}: {prefix}{key} has no effect in an image: {why}; or remove it")
        if kind == OURS:
            self.own[key] = value
        if kind == CARRIED:
            self.carried[key] = self.with_paths(key, value, file.parent)

    @staticmethod
    def with_paths(key, value, directory):
        if key == "find-links":
            return [absolute(item, directory) for item in value]
        if key == "index":
            return [entry | {"url": absolute(entry.get("url", ""), directory)} for entry in value]
        return value

    def check(self, request, version):
        """Checks the keys that the resolver does not see."""
        environments = self.own.get("environments", [])
        try:
            holds = not environments or any(Marker(text).evaluate() for text in ([environments] if isinstance(environments, str) else environments))
        except InvalidMarker as error:
            raise Refused(f"{self.place['environments']}: environments: {error}") from error
        if not holds:
            raise Refused(f"{self.place['environments']}: environments has none for this image: add one for Linux, x86_64 or whatever it runs on")
        required = self.own.get("required-version")
        try:
            if required and not SpecifierSet(required if required[0] in "<>=!~" else f"=={required}").contains(version):
                self.warnings.append(f"{self.place['required-version']}: required-version is '{required}', and uv {version} resolves here")
        except InvalidSpecifier:
            pass
        request["no-binary"] += self.carried.get("no-binary-package", [])
        if self.carried.get("no-binary") is True:
            request["no-binary"].append(":all:")
        for text in self.carried.get("constraint-dependencies", []):
            try:
                requirement = Requirement(text)
            except InvalidRequirement:
                continue
            request["constraints"].setdefault(canonicalize_name(requirement.name), []).append(str(requirement.specifier))

    def write(self, path, **more):
        """The configuration for the resolver."""
        values = self.carried | {key: self.own[key] for key in (
            "config-settings", "config-settings-package", "extra-build-dependencies", "extra-build-variables") if key in self.own} | more
        path.write_text("".join(f"{key} = {inline(value)}\n" for key, value in values.items()), encoding="utf-8")
        return path

    def newest(self, now):
        """The moment up to which build requirements count: NOW, or exclude-newer."""
        said = self.carried.get("exclude-newer")
        if said is None:
            return now
        text = said.isoformat() if isinstance(said, (datetime.date, datetime.datetime)) else str(said)
        span = re.fullmatch(r"P?\s*(\d+)\s*(?:D|W|days?|weeks?)", text, re.IGNORECASE)
        current = datetime.datetime.fromisoformat(now)
        if span:
            moment = current - datetime.timedelta(days=int(span[1]) * (7 if "w" in text.lower() else 1))
        else:
            try:
                moment = datetime.datetime.fromisoformat(text)
            except ValueError:
                return now
            if len(text) == 10:
                moment += datetime.timedelta(days=1)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.timezone.utc)
        return min(moment, current).astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")

    def for_build(self, name):
        """The settings for the stage that builds the package."""
        settings = {}
        for values in (self.own.get("config-settings", {}), table(self.own, "config-settings-package", name)):
            for key, value in values.items():
                settings[key] = [str(item) for item in value] if isinstance(value, list) else [str(value)]
        requires = []
        for item in table(self.own, "extra-build-dependencies").get(name, []):
            if isinstance(item, dict):
                raise Refused(f"{self.place['extra-build-dependencies']}: extra-build-dependencies of {name}: write each as a string; match-runtime is not supported")
            requires.append(item)
        variables = {key: str(value) for key, value in table(self.own, "extra-build-variables", name).items()}
        said = {"config-settings": settings, "build-requires": requires, "env": variables}
        return {key: value for key, value in said.items() if value}
