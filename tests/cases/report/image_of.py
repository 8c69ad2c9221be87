"""A small image with packages, licences and layers, and the files that tell of it."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.environ["SCIBIDS"], "tests/cases/audit"))
import image  # noqa: E402

SITE = image.SITE


def part(name, version, purl, licence):
    return {"type": "library", "name": name, "version": version, "purl": purl, "licenses": [{"expression": licence, "acknowledgement": "declared"}]}


def bill(*parts):
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": list(parts)})


def make(path="image.tar", name="six", licence="MIT", text="x"):
    """Layers: the interpreter, a root with musl and zlib, the package NAME, and the app."""
    apks = image.alpine(("musl", "1.2.5-r0", "musl", "lib/ld-musl-x86_64.so.1"), ("zlib", "1.3.1-r1", "zlib", "usr/lib/libz.so.1"))
    apks.update({"lib/ld-musl-x86_64.so.1": b"m" * 6000, "usr/lib/libz.so.1": b"z" * 1000})
    wheel = image.wheel(name, "1.17.0", requested=True)
    wheel[SITE + name + "/__init__.py"] = b"s" * 20000
    if licence is not None:
        apks["usr/share/sbom/image.cdx.json"] = bill(
            part("musl", "1.2.5-r0", "pkg:apk/alpine/musl@1.2.5-r0", "MIT"),
            part(name, "1.17.0", "pkg:pypi/%s@1.17.0" % name, licence),
            part("python", "3.13.5", "pkg:generic/python@3.13.5", "PSF-2.0"),
        )
    python = {**image.PYTHON, "usr/local/lib/python3.13/os.py": b"p" * 30000}
    image.docker(path, [image.layer(python), image.layer(apks), image.layer(wheel), image.layer({"app/main.py": text})])
