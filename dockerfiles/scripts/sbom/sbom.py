"""Writes the contents of a finished root file system as SPDX 2.3 and CycloneDX 1.6; fails if a requirement is not met.
usage: sbom.py FACTS.json ROOT BASE OUT"""

import base64
import csv
import functools
import hashlib
import json
import os
import platform
import posixpath
import re
import sys
import time
import urllib.parse

import documents
import unmet
import wheels
from packaging.utils import canonicalize_name
from model import Component, File, clean, licence_of

OUTPUT = "usr/share/sbom"
# Not looked at: the app, and the output itself.
APART = ("app", OUTPUT)
# Files of the root that no package installs, and who writes them.
WRITERS = {
    "apk": re.compile(r"etc/apk/(arch|world)|(usr/)?lib/apk/db/[^/]+"),
    "scibids": re.compile(r"usr/bin/env|usr/local/lib/python3\.\d+/site-packages/(__pycache__/)?_scibids[\w.-]+"),
}
# Libraries that several wheels bundle: one copy, and links to it.
SHARED = "usr/local/lib/bundled/"
APK_DATABASES = ("lib/apk/db", "usr/lib/apk/db")
INTERPRETER = re.compile(
    r"usr/local/(bin/(python|pydoc|idle|2to3)[\d.]*(-config)?|lib/libpython3[\w.]*\.so[\d.]*|lib/python3\.\d+/(?!site-packages/).*"
    r"|include/python3\.\d+/.*|lib/pkgconfig/python.*|share/man/man1/python.*)"
)


class Tree:
    """The regular files of a root file system and the component that each is claimed by."""

    def __init__(self, root):
        self.root, self.owner, self.links, self.infos = root, {}, {}, []
        directories = [""]
        while directories:
            directories += self.look_into(directories.pop())

    def look_into(self, directory):
        """Notes the files there; the directories."""
        found = []
        for entry in os.scandir(os.path.join(self.root, directory)):
            path = posixpath.join(directory, entry.name)
            if path in APART:
                continue
            if entry.name.endswith((".dist-info", ".egg-info")):
                self.infos.append(path)
            if entry.is_dir(follow_symlinks=False):
                found.append(path)
            elif entry.is_symlink():
                self.links[path] = os.readlink(entry.path)
            elif entry.is_file(follow_symlinks=False):
                self.owner[path] = None
        return found

    def read(self, path, limit=64 << 20):
        if path not in self.owner:
            return None
        with open(os.path.join(self.root, path), "rb") as file:
            return file.read(limit)

    def text(self, path):
        content = self.read(path)
        return None if content is None else content.decode("utf-8", "replace")

    @functools.cache
    def hash(self, path, name="sha256"):
        with open(os.path.join(self.root, path), "rb") as file:
            return hashlib.file_digest(file, name).hexdigest()

    def is_same(self, path, other):
        """Is the file the same in the root OTHER?"""
        copy = os.path.realpath(os.path.join(other, path))
        if not copy.startswith(os.path.join(os.path.realpath(other), "")) or not os.path.isfile(copy):
            return False
        with open(os.path.join(self.root, path), "rb") as one, open(copy, "rb") as two:
            return one.read() == two.read()

    def file(self, path, note=""):
        return File(path, self.hash(path, "sha1"), self.hash(path), note)

    def real(self, path):
        """The regular file behind a path, or None."""
        for _ in range(8):
            if path in self.owner or path not in self.links:
                break
            path = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), self.links[path])).lstrip("/")
        return path if path in self.owner else None

    def claim(self, path, component):
        if self.owner.get(path, component) is None:
            self.owner[path] = component

    def claim_bytecode(self):
        """Bytecode is its source's."""
        for path in [p for p, owner in self.owner.items() if owner is None and p.endswith(".pyc")]:
            directory, name = posixpath.split(path)
            if posixpath.basename(directory) == "__pycache__":
                self.claim(path, self.owner.get(posixpath.join(posixpath.dirname(directory), name.split(".")[0] + ".py")))


def release(tree):
    lines = (tree.text("etc/os-release") or tree.text("usr/lib/os-release") or "").splitlines()
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    return {key: value.strip("\"'") for key, value in values.items()}


def operating_system(values):
    version = clean(values.get("VERSION_ID", ""))
    cpe = f"cpe:2.3:o:alpinelinux:alpine_linux:{version}:*:*:*:*:*:*:*" if re.fullmatch(r"[\d.]+", version) else ""
    return Component("operating-system", clean(values.get("ID", "")) or "unknown", version, cpe=cpe)


def quote(text):
    return urllib.parse.quote(text, safe="")


def apk_component(record, system, facts):
    name, version, arch = (record.get(key, [""])[0] for key in "PVA")
    origin = record.get("o", [name])[0]
    purl = f"pkg:apk/{quote(system.name)}/{quote(name)}@{quote(version)}?arch={quote(arch)}&distro={system.name}-{quote(system.version)}"
    licence, licence_text = licence_of(record.get("L", [""])[0])
    return Component(
        "apk", clean(name), clean(version), licence=licence, licence_text=licence_text,
        purl=purl + (f"&upstream={quote(origin)}" if origin != name else ""),
        supplier=clean(record.get("m", [""])[0]), homepage=record.get("U", [""])[0],
        notes={"origin": clean(origin), "checksum": clean(record.get("C", [""])[0]), "aports-commit": clean(record.get("c", [""])[0]),
               "locked": "yes" if facts["apks"].get(name) == record.get("C", [""])[0] else "no"},
    )  # fmt: skip


def read_apks(tree, system, facts):
    """The components of apk's database, with their needs; claims their files."""
    components, provided, wanted = [], {}, []
    changed = []
    for database in APK_DATABASES:
        for text in (tree.text(f"{database}/installed") or "").split("\n\n"):
            lines = [line.split(":", 1) for line in text.splitlines() if line[1:2] == ":"]
            record = {}
            for key, value in lines:
                record.setdefault(key, []).append(value)
            if "P" not in record:
                continue
            component = apk_component(record, system, facts)
            component.path = f"{database}/installed"
            components.append(component)
            for name in [record["P"][0], *" ".join(record.get("p", [])).split()]:
                provided.setdefault(re.split("[<>=~]", name)[0], component)
            wanted.append([re.split("[<>=~]", name)[0] for name in " ".join(record.get("D", [])).split()])
            changed += claim_apk_files(tree, lines, component)
    for component, names in zip(components, wanted):
        component.needs = [provided[name] for name in names if provided.get(name, component) is not component]
    return components, changed


def claim_apk_files(tree, lines, component):
    """Paths of the package's files that are not what it installed, by its own SHA-1."""
    directory, path, changed = "", None, []
    for key, value in lines:
        if key == "F":
            directory = value
        elif key == "R":
            path = posixpath.join(directory, value)
            tree.claim(path, component)
        elif key == "Z" and tree.owner.get(path) is component and value.startswith("Q1"):
            if base64.b64encode(bytes.fromhex(tree.hash(path, "sha1"))).decode() != value[2:]:
                changed.append(path)
    return changed


def interpreter(tree):
    version = platform.python_version()
    number, update = re.fullmatch(r"([\d.]+)(.*)", version).groups()
    component = Component(
        "interpreter", "python", version, purl=f"pkg:generic/python@{quote(version)}", licence="PSF-2.0",
        cpe=f"cpe:2.3:a:python:python:{number}:{re.sub('[^a-z0-9.]', '', update) or '*'}:*:*:*:*:*:*",
        supplier="Python Software Foundation", path=f"usr/local/bin/python{'.'.join(version.split('.')[:2])}",
    )  # fmt: skip
    if os.environ.get("PYTHON_SHA256"):
        component.notes["source-archive"] = f"Python-{version}.tar.xz"
        component.notes["source-archive-sha256"] = os.environ["PYTHON_SHA256"]
    paths = sorted(path for path, owner in tree.owner.items() if owner is None and INTERPRETER.fullmatch(path))
    listing = hashlib.sha256()
    for path in paths:
        tree.claim(path, component)
        listing.update(f"{tree.hash(path)}  {path}\n".encode("utf-8", "surrogateescape"))
    component.notes["files-sha256"] = listing.hexdigest()
    return component if paths else None


def metadata(text):
    """The headers of METADATA, lists by lower-case name; continuation lines are passed over."""
    headers = {}
    for line in text.split("\n"):
        if not line.strip():
            break
        match = re.match(r"([A-Za-z-]+):\s*(.*?)\s*$", line)
        if match:
            headers.setdefault(match[1].lower(), []).append(match[2])
    return headers


def record_paths(tree, info):
    """The files that RECORD lists, relative to the root; nothing outside of it."""
    site = posixpath.dirname(info)
    try:
        rows = list(csv.reader((tree.text(f"{info}/RECORD") or "").splitlines()))
    except csv.Error:
        rows = []
    paths = [posixpath.normpath(posixpath.join("/", site, row[0])) for row in rows if row and row[0]]
    return [path.lstrip("/") for path in paths if path.strip("/")]


def distribution(tree, info, facts):
    text = tree.text(f"{info}/METADATA") or tree.text(f"{info}/PKG-INFO") or tree.text(info)
    headers = metadata(text or "")
    name, version = (clean(headers.get(key, [""])[0]) for key in ("name", "version"))
    if not name or not version:
        return None
    licence, licence_text = wheels.licence(headers)
    people = [headers[key][0] for key in ("author-email", "author", "maintainer-email", "maintainer") if headers.get(key, [""])[0]]
    home = [url.split(",", 1)[1].strip() for url in headers.get("project-url", []) if url.lower().startswith(("homepage,", "source"))]
    component = Component(
        "python", name, version, purl=f"pkg:pypi/{quote(canonicalize_name(name))}@{quote(version)}", licence=licence, path=info,
        licence_text=licence_text, supplier=clean(people[0]) if people else "", homepage=(headers.get("home-page", []) + home + [""])[0],
    )  # fmt: skip
    component.requires = headers.get("requires-dist", [])
    component.origin = facts["packages"].get(canonicalize_name(name), {})
    if component.origin.get("version", version) != version:
        component.origin = {}
    return component


def read_distributions(tree, facts):
    """Top-level distributions first: one inside another, or inside an apk, is a part of that."""
    found = []
    infos = sorted(tree.infos, key=lambda path: (not posixpath.dirname(path).endswith("-packages"), path))
    for info in infos:
        component = distribution(tree, info, facts)
        if component is None:
            continue
        owner = next((tree.owner.get(p) for p in (f"{info}/METADATA", f"{info}/PKG-INFO", info) if tree.owner.get(p)), None)
        if owner is not None:
            owner.parts.append(component)
            continue
        found.append(component)
        paths = record_paths(tree, info) or [p for p in tree.owner if p == info or p.startswith(info + "/")]
        for path in paths:
            real = tree.real(path)
            if real == path or (real or "").startswith(SHARED):
                tree.claim(real, component)
        if f"{info}/RECORD" in tree.owner:
            component.notes["record-sha256"] = tree.hash(f"{info}/RECORD")
        wheels.add_bundled(tree, component, paths)
    return found


def link_requirements(distributions, python):
    by_name = {canonicalize_name(d.name): d for d in distributions}
    for component in distributions:
        component.needs = [python] if python else []
        for requirement in unmet.requirements_of(component):
            other = by_name.get(canonicalize_name(requirement.name))
            if other is None or other is component:
                continue
            optional = requirement.marker is not None and "extra" in str(requirement.marker)
            (component.may_need if optional else component.needs).append(other)


def root_files(tree, changed, base):
    component = Component("files", "root-files", notes={"what": "files of the root that no package installs, or not as they are"})
    for path in sorted(tree.owner):
        writer = next((who for who, pattern in WRITERS.items() if pattern.fullmatch(path)), "")
        if path in changed:
            component.files.append(tree.file(path, f"changed since apk {tree.owner[path].name} installed it"))
        elif tree.owner[path] is None and writer:
            tree.claim(path, component)
            component.files.append(tree.file(path, f"written by {writer}"))
        elif tree.owner[path] is None and tree.is_same(path, base):
            tree.claim(path, component)
            component.files.append(tree.file(path, "as the base image has it"))
    return component


def unclaimed(tree):
    paths = sorted(path for path, owner in tree.owner.items() if owner is None)
    for path in paths[:10]:
        print(f"scibids: sbom: {clean(path)}: no package claims it", file=sys.stderr)
    if len(paths) > 10:
        print(f"scibids: sbom: and {len(paths) - 10} more", file=sys.stderr)
    component = Component("files", "unclaimed-files", notes={"what": "files that nothing accounts for"})
    component.files = [tree.file(path) for path in paths]
    return component


def read_image(root, base, facts):
    tree = Tree(root)
    system = operating_system(release(tree))
    apks, changed = read_apks(tree, system, facts)
    distributions = read_distributions(tree, facts)
    tree.claim_bytecode()
    python = interpreter(tree)
    link_requirements(distributions, python)
    failures, notes = unmet.tell(tree, distributions)
    print(*notes, *failures, sep="\n", end="\n" if notes or failures else "", file=sys.stderr)
    if failures:
        sys.exit(1)
    groups = [group for group in (root_files(tree, changed, base), unclaimed(tree)) if group.files]
    counts = {}
    for owner in tree.owner.values():
        if owner is not None:
            counts[id(owner)] = counts.get(id(owner), 0) + 1
    components = [system, *apks, *([python] if python else []), *distributions, *groups]
    for component in components:
        if component.kind != "operating-system":
            component.notes["files"] = str(counts.get(id(component), len(component.files)))
    return components


def write(out, name, content):
    path = os.path.join(out, OUTPUT, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(content)


def settle(out):
    """Times that depend on nothing."""
    for directory, _, files in os.walk(out, topdown=False):
        for name in files:
            os.utime(os.path.join(directory, name), (315532800, 315532800))
        os.utime(directory, (315532800, 315532800))


def main():
    started = time.monotonic()
    os.umask(0o022)
    with open(sys.argv[1], encoding="utf-8") as file:
        facts = json.load(file)
    root, base, out = sys.argv[2:]
    components = read_image(root, base, facts)
    write(out, "image.spdx.json", documents.spdx(facts, components))
    write(out, "image.cdx.json", documents.cyclonedx(facts, components))
    settle(out)
    count = {kind: sum(c.kind == kind for c in components) for kind in ("apk", "python")}
    parts = sum(len(c.parts) for c in components)
    lost = sum(len(c.files) for c in components if c.name == "unclaimed-files")
    print(
        f"sbom: {count['apk']} apks, {count['python']} distributions, {parts} parts of them, {lost} files unclaimed,"
        f" {time.monotonic() - started:.2f} s",
        file=sys.stderr,
    )


main()
