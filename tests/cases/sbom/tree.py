"""A small root file system with bills of materials that say what is in it, for the cases to spoil."""

import base64
import hashlib
import json
import os

SITE = "usr/local/lib/python3.13/site-packages/"
MUSL = "pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.3"


def sha256(content):
    return hashlib.sha256(content.encode()).hexdigest()


def record_line(path, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).decode().rstrip("=")
    return f"{path},sha256={digest},{len(content)}\n"


def wheel(name, version, files):
    """The files of an installed wheel whose RECORD is true; FILES: {path relative to site-packages: content}."""
    info = f"{name}-{version}.dist-info/"
    files = {**files, info + "METADATA": f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n\n"}
    record = "".join(record_line(f'"{p}"' if "," in p else p, c) for p, c in files.items()) + info + "RECORD,,\n"
    return {os.path.normpath(SITE + path): content for path, content in {**files, info + "RECORD": record}.items()}


def root():
    return {
        "etc/os-release": 'ID=alpine\nVERSION_ID="3.20.3"\n',
        "lib/apk/db/installed": "C:Q1x=\nP:musl\nV:1.2.5-r0\nA:x86_64\no:musl\nF:lib\nR:ld-musl-x86_64.so.1\nZ:Q1x=\n\n",
        "lib/ld-musl-x86_64.so.1": "musl",
        "usr/local/bin/python3.13": "\x7fELF\0/usr/src/Python-3.13.5\0" + 64 * "\0",
        "usr/local/lib/python3.13/os.py": "os",
        "usr/local/lib/python3.13/__pycache__/os.cpython-313.pyc": "bytecode",
        "app/main.py": "",
        **wheel("one", "1.0", {"one/__init__.py": "1", "one/a,b.py": "2", "one.libs/libz-1a2b3c4d.so.1.3": "z", "../../../bin/one": "#!"}),
        SITE + "one/__pycache__/__init__.cpython-313.pyc": "bytecode",
    }


def component(name, version, purl, location, **more):
    properties = [{"name": f"scibids:{key}", "value": value} for key, value in more.pop("properties", {}).items()]
    return {"type": "library", "name": name, "version": version, "purl": purl, "properties": properties,
            "evidence": {"occurrences": [{"location": location}]}, **more}  # fmt: skip


def cyclonedx(files):
    own = sorted(p for p in files if p.startswith("usr/local/") and "site-packages" not in p and p != "usr/local/bin/one")
    listing = "".join(f"{sha256(files[p])}  {p}\n" for p in own)
    library = SITE + "one.libs/libz-1a2b3c4d.so.1.3"
    roots = [{"type": "file", "name": p, "hashes": [{"alg": "SHA-1", "content": "0"}, {"alg": "SHA-256", "content": sha256(files[p])}]}
             for p in ("etc/os-release", "lib/apk/db/installed")]  # fmt: skip
    libz = component("libz", "1.3", "", library, hashes=[{"alg": "SHA-256", "content": sha256(files[library])}])
    record = {"record-sha256": sha256(files[SITE + "one-1.0.dist-info/RECORD"])}
    components = [
        component("musl", "1.2.5-r0", MUSL, "lib/apk/db/installed"),
        component("python", "3.13.5", "pkg:generic/python@3.13.5", "usr/local/bin/python3.13", properties={"files-sha256": sha256(listing)}),
        component("one", "1.0", "pkg:pypi/one@1.0", SITE + "one-1.0.dist-info", properties=record, components=[libz]),
        {"type": "data", "name": "root-files", "components": roots},
    ]
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}


def spdx(document):
    def walk(components):
        for c in components:
            if c["type"] != "file":
                yield c
                yield from walk(c.get("components", []))

    packages = [{"name": "app", "primaryPackagePurpose": "CONTAINER"}]
    for c in walk(document["components"]):
        purl = c.get("purl")
        references = [{"referenceType": "cpe23Type", "referenceLocator": "x"}] + ([{"referenceType": "purl", "referenceLocator": purl}] if purl else [])
        packages.append({"name": c["name"], "versionInfo": c.get("version", ""), "externalRefs": references})
    return {"spdxVersion": "SPDX-2.3", "packages": packages}


def write(directory, files):
    for path, content in files.items():
        full = os.path.join(directory, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)


def image(directory, files=None, cdx=None, spx=None):
    """A root whose documents are true, unless they or the files are given."""
    true = root()
    cdx = cdx or cyclonedx(true)
    documents = {"usr/share/sbom/image.cdx.json": json.dumps(cdx), "usr/share/sbom/image.spdx.json": json.dumps(spx or spdx(cdx))}
    write(directory, {**(files or true), **documents})
