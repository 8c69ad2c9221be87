"""Applies package records here: a build backend that is asked for metadata needs what its record gives to the build."""

import os
import re
import shutil
import subprocess
import threading

from packaging.utils import canonicalize_name

import project
from inputs import below
from refusal import Refused, Unresolvable, printable


def names_in(root):
    """Projects whose sources lie below ROOT."""
    for directory, files in below(root):
        if "pyproject.toml" not in files:
            continue
        try:
            name = project.table(project.read(directory / "pyproject.toml"), "project").get("name")
        except Refused:  # a template, or a test's; the project's own is read before
            continue
        if isinstance(name, str):
            yield canonicalize_name(name)


class Records:
    def __init__(self, request, source):
        self.known, self.environment = request.get("records", {}), dict(os.environ)
        self.in_toolbox = shutil.which("gcc") is not None
        self.adding = threading.Lock()  # apk does not wait for another
        for name in sorted({canonicalize_name(name) for name in request.get("places", {})} | set(names_in(source.parent))):
            self.use(name)

    def use(self, name):
        for key, value in self.known.get(name, {}).get("env", {}).items():
            self.environment.setdefault(key, value)

    def apks(self, name):
        return self.known.get(name, {}).get("build", [])

    def add_apks(self, name):
        command = ["apk", "add", "--quiet", "--no-cache", *self.apks(name)]
        if not self.apks(name):
            return
        with self.adding:
            done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
        if done.returncode != 0:
            raise Unresolvable(f"error: {name}: `apk add {' '.join(self.apks(name))}`, as its record says: {printable(' '.join(done.stderr.split()))}")

    def attempt(self, resolve):
        """Resolves; if the backend of a package with a record fails, tries again with the additions of that record."""
        tried = set()
        while True:
            try:
                return resolve(self.environment)
            except Unresolvable as error:
                failed = re.findall(r"[Ff]ailed to (?:build|download and build)[^`]*`([A-Za-z0-9._-]+)", str(error.args[0]))
                new = [name for name in map(canonicalize_name, failed) if name in self.known and name not in tried]
                # The stage without compilers has no mirror either.
                error.lacking = [] if self.in_toolbox else [name for name in new if self.apks(name)]
                if not new or error.lacking:
                    raise
                tried.update(new)
                for name in new:
                    self.use(name)
                    self.add_apks(name)
