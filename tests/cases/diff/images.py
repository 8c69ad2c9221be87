"""Images whose entries have all that a tar can say, for the cases."""

import gzip
import hashlib
import io
import json
import tarfile

DIRECTORY = dict(type=tarfile.DIRTYPE, mode=0o755)


def link(target, **more):
    return dict(type=tarfile.SYMTYPE, linkname=target, mode=0o777, **more)


def layer(files, format=tarfile.PAX_FORMAT):
    """The bytes of a tar of {path: text, or fields of a TarInfo with `data`}, or of a list of pairs."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as tar:
        for path, what in files.items() if isinstance(files, dict) else files:
            fields = {"data": what} if isinstance(what, str) else dict(what)
            data = fields.pop("data", "").encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            for field, value in fields.items():
                setattr(info, field, value)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def config(layers, **more):
    diffs = ["sha256:" + sha256(data) for data in layers]
    return {"architecture": "amd64", "os": "linux", "config": {"Cmd": ["a"], "Env": ["A=b"]}, "rootfs": {"type": "layers", "diff_ids": diffs}, **more}


def write(path, parts):
    with tarfile.open(path, "w") as tar:
        for name, data in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def docker(path, layers, level=None, document=None, names=("app:1",), levels=None, **more):
    """As `docker save` writes it; LEVEL: compressed so; LEVELS: each so."""
    text = json.dumps(config(layers, **more) if document is None else document).encode()
    levels = levels or [level] * len(layers)
    packed = [data if n is None else gzip.compress(data, n, mtime=0) for data, n in zip(layers, levels)]
    parts = ["blobs/sha256/" + sha256(data) for data in packed]
    manifest = [{"Config": "blobs/sha256/" + sha256(text), "RepoTags": list(names), "Layers": parts}]
    write(path, {**dict(zip(parts, packed)), manifest[0]["Config"]: text, "manifest.json": json.dumps(manifest).encode()})


def oci(path, layers, level=9, annotations=None, **more):
    """An OCI layout."""
    blobs = {}

    def blob(data):
        blobs["blobs/sha256/" + sha256(data)] = data
        return {"digest": "sha256:" + sha256(data), "size": len(data)}

    packed = [blob(gzip.compress(data, level, mtime=0)) for data in layers]
    manifest = {"config": blob(json.dumps(config(layers, **more)).encode()), "layers": packed}
    if annotations:
        manifest["annotations"] = annotations
    index = {"manifests": [blob(json.dumps(manifest).encode())]}
    write(path, {**blobs, "index.json": json.dumps(index).encode()})
