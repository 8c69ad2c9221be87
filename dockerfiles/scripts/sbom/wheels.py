"""A wheel's licence, bundled libraries, and bills of materials (PEP 770)."""

import collections
import json
import posixpath
import re
import sys

from packaging.utils import canonicalize_name
from model import Component, clean, licence_of

# Classifiers that mean one SPDX licence.
CLASSIFIERS = {
    "GNU Affero General Public License v3": "AGPL-3.0-only",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "zlib/libpng License": "Zlib",
}
# Libraries that auditwheel added, and programs for other systems.
BUNDLED = re.compile(r"(.*\.libs/[^/]+|(.*/)?[^/]+-[0-9a-f]{8})\.so(\.[\w.]+)?|.*\.(exe|dll)")
NAME = re.compile(r"(.+?)((?:-[0-9a-f]{8})*)\.(?:exe|dll|so(?:\.([\w.]+))?)")
PARTS_LIMIT, DOCUMENT_LIMIT = 5000, 16 << 20


def licence(headers):
    """The licence by METADATA: PEP 639's expression, else the field License, else a classifier."""
    classifiers = [c.split(" :: ")[-1] for c in headers.get("classifier", []) if c.startswith("License ::")]
    text = (headers.get("license-expression") or headers.get("license") or [""])[0]
    expression, rest = licence_of(text)
    if not expression and len(classifiers) == 1:
        expression = CLASSIFIERS.get(classifiers[0], "")
    if expression:
        return expression, ""
    return "", rest if 0 < len(rest) < 100 else clean("; ".join(classifiers)) or rest


def string(value, key):
    text = value.get(key) if isinstance(value, dict) else None
    return clean(text) if isinstance(text, str) else ""


def items(value, key):
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def purl_of(text):
    return text if re.fullmatch(r"pkg:[a-z0-9.+-]+/[!-~]+", text) else ""


def sha256_of(value, key, algorithm, content):
    hashes = {string(h, algorithm): string(h, content).lower() for h in items(value, key)}
    found = hashes.get("SHA-256") or hashes.get("SHA256") or ""
    return found if re.fullmatch("[0-9a-f]{64}", found) else ""


def cyclonedx_parts(document):
    metadata = document.get("metadata")
    queue = collections.deque([metadata.get("component") if isinstance(metadata, dict) else None])
    queue += items(document, "components")
    while queue:
        entry = queue.popleft()
        if not string(entry, "name"):
            continue
        queue += items(entry, "components")
        terms = [string(x.get("license"), "id") or string(x.get("license"), "name") or string(x, "expression")
                 for x in items(entry, "licenses") if isinstance(x, dict)]  # fmt: skip
        expression, text = licence_of(" AND ".join(f"({t})" if " " in t and len(terms) > 1 else t for t in terms if t))
        yield Component("vendored", string(entry, "name"), string(entry, "version"), purl=purl_of(string(entry, "purl")),
                        licence=expression, licence_text=text, sha256=sha256_of(entry, "hashes", "alg", "content"))  # fmt: skip


def spdx_parts(document):
    for entry in items(document, "packages"):
        if not string(entry, "name"):
            continue
        purl = next((string(r, "referenceLocator") for r in items(entry, "externalRefs") if string(r, "referenceType") == "purl"), "")
        declared = string(entry, "licenseDeclared")
        expression, text = licence_of("" if declared in ("NOASSERTION", "NONE") else declared)
        yield Component("vendored", string(entry, "name"), string(entry, "versionInfo"), purl=purl_of(purl), licence=expression,
                        licence_text=text, sha256=sha256_of(entry, "checksums", "algorithm", "checksumValue"))  # fmt: skip


def read_document(content):
    """The components of a CycloneDX or SPDX document in JSON; None: it is neither."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not (document.get("bomFormat") == "CycloneDX" or string(document, "spdxVersion")):
        return None
    return cyclonedx_parts(document) if document.get("bomFormat") == "CycloneDX" else spdx_parts(document)


def is_itself(part, distribution):
    name = canonicalize_name(distribution.name)
    return part.purl.split("@")[0] == f"pkg:pypi/{name}" and "#" not in part.purl or part.purl == "" and canonicalize_name(part.name) == name


def brought_parts(tree, distribution, paths):
    """What the wheel's own documents list, each once."""
    parts = {}
    for path in sorted(p for p in paths if p.startswith(distribution.path + "/sboms/") and p in tree.owner):
        distribution.documents.append(tree.file(path))
        found = read_document(tree.read(path, DOCUMENT_LIMIT))
        if found is None:
            print(f"scibids: sbom: {clean(path)}: no CycloneDX or SPDX document in JSON: it is listed, not read", file=sys.stderr)
            continue
        for part in found:
            part.path = path
            part.notes["source"] = f"as {posixpath.basename(path)} of the wheel says"
            if not is_itself(part, distribution) and len(parts) < PARTS_LIMIT:
                parts.setdefault((part.name, part.version, part.purl), part)
    return list(parts.values())


def plain(name):
    return re.sub("[^a-z0-9]", "", name.split("/")[0].strip().lower().removeprefix("lib"))


def source_of(stem, parts):
    """The part that a library's file belongs to: by its name, or the longest beginning of it."""
    stem = plain(stem)
    fitting = [p for p in parts if plain(p.name) == stem or (len(plain(p.name)) > 2 and stem.startswith(plain(p.name)))]
    return max(fitting, key=lambda p: (len(plain(p.name)), p.purl != ""), default=None)


def add_bundled(tree, distribution, paths):
    parts = brought_parts(tree, distribution, paths)
    known, used = [p for p in parts if not p.purl.startswith(("pkg:cargo/", "pkg:pypi/"))], set()
    for path in sorted(p for p in paths if BUNDLED.fullmatch(p) and tree.real(p)):
        match = NAME.fullmatch(posixpath.basename(path))
        if match is None:
            continue
        library = Component("library", clean(match[1]), match[3] or "", path=tree.real(path), sha256=tree.hash(tree.real(path)),
                            notes={"source": "as its file's name says"})  # fmt: skip
        source = source_of(match[1], known)
        if source is not None:
            used.add(id(source))
            library.name, library.version, library.purl = source.name, source.version, source.purl
            library.licence, library.licence_text, library.notes = source.licence, source.licence_text, dict(source.notes)
        distribution.parts.append(library)
    distribution.parts += [part for part in parts if id(part) not in used]
