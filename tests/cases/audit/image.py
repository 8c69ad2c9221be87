"""Images for the cases: tars as `docker save` and OCI layouts have them, and such as nobody should make."""

import gzip
import hashlib
import io
import json
import tarfile


class Link(str):
    """A symbolic link to the text."""


class Hard(str):
    """A hard link to the text."""


def add(tar, path, content):
    info = tarfile.TarInfo(path)
    if content is None:
        info.type, info.mode = tarfile.DIRTYPE, 0o755
    elif isinstance(content, (Link, Hard)):
        info.type = tarfile.SYMTYPE if isinstance(content, Link) else tarfile.LNKTYPE
        info.linkname = str(content)
    else:
        data = content.encode() if isinstance(content, str) else content
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
        return
    tar.addfile(info)


def layer(files):
    """The bytes of a tar of {path: text, bytes, Link, Hard or None for a directory}, or of a list of pairs."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, content in files.items() if isinstance(files, dict) else files:
            add(tar, path, content)
    return out.getvalue()


def pack(data, how):
    return gzip.compress(data, mtime=0) if how == "gzip" else data


def docker(path, layers, how=None, names=None):
    """`docker save` with layers of the given bytes. The manifest comes last, the layers in another order than theirs."""
    names = names or ["blobs/sha256/" + hashlib.sha256(b).hexdigest() for b in layers]
    parts = dict(zip(names, layers))
    parts["config.json"] = b'{"config": {}}'
    with tarfile.open(path, "w") as tar:
        for name in sorted(parts, reverse=True):
            add(tar, name, pack(parts[name], how) if name in names else parts[name])
        add(tar, "manifest.json", json.dumps([{"Config": "config.json", "RepoTags": ["app:1"], "Layers": names}]))


def oci(path, layers, how="gzip"):
    """An OCI layout with an attestation beside the image."""
    blobs = {}

    def blob(data):
        digest = hashlib.sha256(data).hexdigest()
        blobs[digest] = data
        return {"digest": "sha256:" + digest, "size": len(data), "mediaType": "application/vnd.oci"}

    def manifest(content):
        return blob(json.dumps({"schemaVersion": 2, "config": blob(b"{}"), "layers": content}).encode())

    image = manifest([blob(pack(data, how)) for data in layers])
    proof = dict(manifest([blob(b"{}")]), platform={"os": "unknown", "architecture": "unknown"})
    index = blob(json.dumps({"manifests": [image, proof]}).encode())
    with tarfile.open(path, "w") as tar:
        add(tar, "index.json", json.dumps({"schemaVersion": 2, "manifests": [index]}))
        for digest in sorted(blobs):
            add(tar, "blobs/sha256/" + digest, blobs[digest])
        add(tar, "oci-layout", '{"imageLayoutVersion": "1.0.0"}')


SITE = "usr/local/lib/python3.13/site-packages/"


def wheel(name, version, *requires, requested=False, files=()):
    """The files of an installed wheel."""
    info = "%s%s-%s.dist-info/" % (SITE, name, version)
    metadata = "Metadata-Version: 2.1\nName: %s\nVersion: %s\n" % (name, version)
    metadata += "".join("Requires-Dist: %s\n" % r for r in requires) + "\nText\n"
    own = {SITE + name + "/__init__.py": "", **{SITE + f: "" for f in files}}
    record = "".join("%s,,\n" % f[len(SITE):] for f in own)
    out = {info + "METADATA": metadata, info + "RECORD": record, **own}
    if requested:
        out[info + "REQUESTED"] = ""
    return out


def alpine(*packages, release="3.20.3"):
    """A root with an apk database of (name, version, origin, files)."""
    text = ""
    for name, version, origin, *files in packages:
        text += "C:Q1x=\nP:%s\nV:%s\nA:x86_64\no:%s\n" % (name, version, origin)
        for file in files:
            text += "F:%s\nR:%s\nZ:Q1x=\n" % tuple(file.rsplit("/", 1))
        text += "\n"
    out = {"etc/os-release": Link("../usr/lib/os-release"), "lib/apk/db/installed": text}
    out["usr/lib/os-release"] = 'ID=alpine\nVERSION_ID="%s"\n' % release
    out.update({file: "" for package in packages for file in package[3:]})
    return out


PYTHON = {
    "usr/local/bin/python3": Link("python3.13"),
    "usr/local/bin/python3.13": b"\x7fELF\0/usr/src/Python-3.13.5\0" + bytes(64),
    "usr/local/lib/python3.13/os.py": "",
}
