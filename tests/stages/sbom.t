#!/bin/sh
# dockerfiles/scripts/sbom: what is read from a tree that is not as it should be.
set -u
python3 -c 'import packaging.licenses' 2>/dev/null || { echo '1..0 # skip python3 has no packaging with licenses here'; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
SBOM=$PWD/dockerfiles/scripts/sbom/sbom.py PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=tests/cases/sbom
export SBOM PYTHONDONTWRITEBYTECODE PYTHONPATH
python3 - "$work" <<'END'
import json
import os
import subprocess
import sys

from tree import SITE, record_line, root, wheel, write

sys.path.insert(0, "tests")
from tap import finish, is_, ok

work = sys.argv[1]


FACTS = {"name": "app", "created": "2026-01-02T03:04:05Z", "platform": "linux/amd64", "base-image": "b", "base-digest": "sha256:0", "apks": {},
         "packages": {"one": {"source": "wheel", "version": "1.0", "artifact": "one-1.0-py3-none-any.whl", "sha256": "a" * 64}}}  # fmt: skip


def walk(components):
    for component in components:
        yield component
        yield from walk(component.get("components", []))


def run(name, files, change=lambda directory: None, base=None):
    """The CycloneDX components of a tree, and what was said."""
    directory = os.path.join(work, name)
    write(os.path.join(directory, "root"), files)
    write(os.path.join(directory, "base"), base or {})
    write(directory, {"facts.json": json.dumps(FACTS)})
    change(os.path.join(directory, "root"))
    arguments = [os.path.join(directory, part) for part in ("facts.json", "root", "base", "out")]
    done = subprocess.run([sys.executable, os.environ["SBOM"], *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print("#", done.stderr.replace("\n", "\n# "))
        return [], done.stderr
    out = os.path.join(directory, "out/usr/share/sbom")
    with open(os.path.join(out, "image.cdx.json"), encoding="utf-8") as file, open(os.path.join(out, "image.spdx.json"), encoding="utf-8") as other:
        json.load(other)
        return list(walk(json.load(file)["components"])), done.stderr


def named(components, name):
    return [c for c in components if c["name"] == name]


def brought(*documents):
    """A wheel with these documents, text or JSON."""
    texts = [d if isinstance(d, str) else json.dumps(d) for d in documents]
    return {**root(), **wheel("one", "1.0", {"one/__init__.py": "", **{f"one-1.0.dist-info/sboms/{i}.json": t for i, t in enumerate(texts)}})}


# Twice the same
run("first", root())
run("second", root())
for document in ("image.spdx.json", "image.cdx.json"):
    paths = [os.path.join(work, name, "out/usr/share/sbom", document) for name in ("first", "second")]
    is_(*(open(path, "rb").read() for path in paths), f"{document}: twice the same bytes")
    is_(os.stat(paths[0]).st_mtime, 315532800, "of a time that depends on nothing")
components, said = run("plain", root())
is_(named(components, "libz")[0]["version"], "1.3", "a bundled library without a document has its file's version")
is_(named(components, "one")[0]["externalReferences"][0]["url"], "one-1.0-py3-none-any.whl", "the lock's file is named")
ok("etc/os-release: no package claims it" in said, "a file of nobody is named")
components, said = run("based", root(), base={"etc/os-release": root()["etc/os-release"], "app/main.py": "other"})
ok("etc/os-release" not in said and named(components, "etc/os-release"), "one that is the base image's is listed")

# Documents in wheels
cyclonedx = {"bomFormat": "CycloneDX", "components": [
    {"type": "library", "name": "libz", "version": "1.3.1", "purl": "pkg:apk/alpine/zlib@1.3.1", "licenses": [{"license": {"id": "Zlib"}}]},
    {"name": "inner", "version": "1", "purl": "not a purl\n", "licenses": [{"license": {"name": "Some words"}}], "components": [{"name": "innermost"}]},
    {"name": "one", "purl": "pkg:pypi/one@1.0"}, {"name": ["x"]}, {}, 3, None]}  # fmt: skip
files = brought(cyclonedx)
files.update(wheel("one", "1.0", {**{k[len(SITE):]: v for k, v in files.items() if k.startswith(SITE + "one-1.0.dist-info/sboms")}, "one.libs/libz-1a2b3c4d.so.1": "z"}))
components, said = run("cyclonedx", files)
libz = named(components, "libz")
is_([(c["purl"], c["version"], "hashes" in c) for c in libz], [("pkg:apk/alpine/zlib@1.3.1", "1.3.1", True)], "a library and what the wheel says of it are one")
is_(named(components, "inner")[0].get("purl"), None, "a malformed purl is left out")
is_(named(components, "inner")[0]["licenses"][0]["license"]["name"], "Some words", "an unknown licence is shown as it is")
ok(named(components, "innermost") and len(named(components, "one")) == 1, "components of components are there, the wheel itself is not again")
spdx = {"spdxVersion": "SPDX-2.3", "packages": [{"name": "zlib", "versionInfo": "1.3", "licenseDeclared": "Zlib",
        "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:generic/zlib@1.3"}, 7, {}]}, {"name": 1}, "x"]}  # fmt: skip
components, said = run("spdx", brought(spdx))
is_([c["purl"] for c in named(components, "zlib")], ["pkg:generic/zlib@1.3"], "an SPDX document is read as well")
deep = '{"bomFormat": "CycloneDX", "components": ' + 100000 * "[" + 100000 * "]" + "}"
components, said = run("junk", brought("{", "[]", "\0\x01", deep, {"bomFormat": 1}, {"bomFormat": "CycloneDX", "components": {"a": 1}, "metadata": []}))
ok(named(components, "one"), "a file that is not a document does no harm")
is_(said.count("no CycloneDX or SPDX document in JSON"), 5, "and is told")
many = {"bomFormat": "CycloneDX", "components": [{"name": f"c{i}"} for i in range(20000)]}
components, said = run("many", brought(many))
ok(1000 < len(components) < 6000, "a document has an end")

# Distributions
components, said = run("record", {**root(), **wheel("two", "2", {"../../../../../../../../etc/passwd": "x", "two.py": ""})})
ok(named(components, "two"), "RECORD with paths out of the tree")
files = {**root(), **wheel("two", "2", {"two.py": ""})}
files[SITE + "two-2.dist-info/RECORD"] = '"broken\ntwo.py,,\n\0,,\n' + "../" * 2000 + "x,,\n"
components, said = run("broken-record", files)
ok(named(components, "two"), "a RECORD that is not CSV")
files = {path: text for path, text in {**root(), **wheel("two", "2", {"two.py": ""})}.items() if not path.endswith("two-2.dist-info/METADATA")}
components, said = run("no-metadata", files)
ok(not named(components, "two") and "two.py: no package claims it" in said, "without METADATA there is no distribution, and its files are nobody's")


def spoil(directory):
    os.symlink("/etc/passwd", os.path.join(directory, SITE, "one", "link"))
    os.symlink("loop", os.path.join(directory, SITE, "one", "loop"))
    os.symlink("..", os.path.join(directory, SITE, "one", "up"))
    open(os.path.join(os.fsencode(directory), SITE.encode(), b"one", b"\xff\n"), "w").close()
    deep = directory
    for _ in range(300):
        deep = os.path.join(deep, "d")
    os.makedirs(deep)


files = {**root(), **wheel("one", "1.0", {"one/link": "", "one/loop": "", "one/__init__.py": ""})}
del files[SITE + "one/link"], files[SITE + "one/loop"]
components, said = run("links", files, spoil)
ok(named(components, "one"), "links out of the tree, in a circle, a name that is not UTF-8, a deep directory")
ok("one/??: no package claims it" in said, "such a name is shown so that a terminal does not obey it")
# A vendored distribution belongs to the one around it.
files = {**root(), **wheel("one", "1.0", {"one/_vendor/in-3.dist-info/METADATA": "Name: in\nVersion: 3\nLicense: MIT\n\n", "one/__init__.py": ""})}
components, said = run("vendored", files)
is_([c["name"] for c in named(components, "one")[0]["components"]], ["in"], "a distribution inside of another is a part of it")
is_(named(components, "in")[0]["licenses"][0]["expression"], "MIT", "with its licence")
# Licences
for metadata, wanted in (
    ("License-Expression: MIT OR Apache-2.0", "MIT OR Apache-2.0"), ("License: BSD", "BSD"), ("License: mit", "MIT"),
    ("Classifier: License :: OSI Approved :: ISC License (ISCL)", "ISC"), ("License: " + "x" * 3000, "x" * 200),
    ("Classifier: License :: OSI Approved :: BSD License\nClassifier: License :: OSI Approved :: MIT License", "BSD License; MIT License"),
):  # fmt: skip
    files = {**root(), SITE + "two-2.dist-info/METADATA": f"Name: two\nVersion: 2\n{metadata}\n\n"}
    files[SITE + "two-2.dist-info/RECORD"] = record_line("two-2.dist-info/METADATA", files[SITE + "two-2.dist-info/METADATA"])
    licence = named(run("licence-" + str(abs(hash(metadata))), files)[0], "two")[0]["licenses"][0]
    is_(licence.get("expression") or licence["license"]["name"], wanted, f"licence: {metadata[:60]!r}")
# What this product adds
files = {**root(), "usr/bin/env": "#!", SITE + "_scibids.pth": "", SITE + "_scibids_start.py": "", SITE + "__pycache__/_scibids_start.cpython-313.pyc": "",
         SITE + "stray.pth": ""}  # fmt: skip
_, said = run("own", files)
is_([line.split()[2] for line in said.splitlines() if "no package claims it" in line and "usr/" in line], ["usr/local/lib/python3.13/site-packages/stray.pth:"],
    "what scibids writes is accounted for, and nothing else")
# What distributions require of each other
def requires(name, version, *requirements, **more):
    info = f"{SITE}{name}-{version}.dist-info/"
    text = f"Name: {name}\nVersion: {version}\n" + "".join(f"Requires-Dist: {r}\n" for r in requirements) + "\n"
    return {info + "METADATA": text, info + "RECORD": record_line(f"{name}-{version}.dist-info/METADATA", text), **{info + k: v for k, v in more.items()}}


DIRECTORY = {"direct_url.json": '{"url": "file:///project/own", "dir_info": {}}'}


def tells(title, files, wanted, text):
    _, said = run(title, {**root(), **files})
    is_([line for line in said.splitlines() if line.startswith("scibids: ") and " requires " in line], wanted, text)


tells("met", {**requires("own", "1", "two<3", "one; python_version < '3'", "none; extra == 'x'", **DIRECTORY), **requires("two", "2.5")}, [], "all that is required is there")
tells("too-new", {**requires("own", "1", "two<2", **DIRECTORY), **requires("two", "2.5")},
      ["scibids: proof: own requires two<2, and 2.5 is installed: the lock is older than its metadata: run make lock"], "a version that a directory of the project does not allow")
tells("missing", requires("own", "1", "two[x]>1; sys_platform == 'linux'", **DIRECTORY),
      ["scibids: proof: own requires two>1, and it is not installed: the lock is older than its metadata: run make lock"], "a package that is not there")
tells("other", {**requires("own", "1", "two<2"), **requires("two", "2.5", "three")},
      ["scibids: note: own requires two<2, and 2.5 is installed", "scibids: note: two requires three, and it is not installed"], "of an index's packages it is said: who resolved may have been told to")
tells("extra", {**requires("own", "1", "two[Speed_Up]", **DIRECTORY), **requires("two", "2", "three; extra == 'speed-up'", "four; extra == 'other'")},
      ["scibids: note: two requires three, and it is not installed"], "with the extras that they ask for")
tells("invalid", {**requires("own", "1", "two (what)", "three>=1", **DIRECTORY), **requires("three", "unknown")}, [], "what cannot be read or compared is passed over")
finish()
END
