"""Applies package records here: a build backend that is asked for metadata needs what its record gives to the build."""

import os
import re
import subprocess

from packaging.utils import canonicalize_name

import project
from inputs import below
from refusal import Unresolvable


def names_in(root):
    """Projects whose sources lie below ROOT."""
    for directory, files in below(root):
        if "pyproject.toml" in files:
            name = project.table(project.read(directory / "pyproject.toml"), "project").get("name")
            if isinstance(name, str):
                yield canonicalize_name(name)


class Records:
    def __init__(self, request, source):
        self.known, self.used = request.get("records", {}), set()
        self.environment = dict(os.environ)
        for name in sorted({canonicalize_name(name) for name in request.get("places", {})} | set(names_in(source.parent))):
            self.use(name)

    def use(self, name):
        """Adds what the record of the failed package says. Is there anything new to try?"""
        record = self.known.get(name)
        if record is None or name in self.used:
            return False
        self.used.add(name)
        for key, value in record.get("env", {}).items():
            self.environment.setdefault(key, value)
        return True

    def add_apks(self, name):
        apks = self.known.get(name, {}).get("build", [])
        if apks:
            subprocess.run(["apk", "add", "--quiet", "--no-cache", *apks], check=False)
        return bool(apks)

    def attempt(self, resolve):
        """Resolves; if the backend of a package with a record fails, tries again with the additions of that record."""
        tried = set()
        while True:
            try:
                return resolve(self.environment)
            except Unresolvable as error:
                failed = re.findall(r"[Ff]ailed to (?:build|download and build)[^`]*`([A-Za-z0-9._-]+)", str(error.args[0]))
                new = [name for name in map(canonicalize_name, failed) if name in self.known and name not in tried]
                if not new:
                    raise
                tried.update(new)
                for name in new:
                    self.use(name)
                    self.add_apks(name)
