"""The parts of a bill of materials: components and files."""

import functools
import re
from dataclasses import dataclass, field

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression


@dataclass
class File:
    path: str
    sha1: str
    sha256: str
    note: str = ""


@dataclass(eq=False)
class Component:
    kind: str  # operating-system, apk, interpreter, python, library (bundled, with its file), vendored, files
    name: str
    version: str = ""
    purl: str = ""
    cpe: str = ""
    licence: str = ""  # an SPDX expression
    licence_text: str = ""  # the licence's text if it is not an SPDX expression
    supplier: str = ""
    homepage: str = ""
    path: str = ""  # what in the image shows it
    sha256: str = ""  # of that file
    notes: dict = field(default_factory=dict)
    parts: list = field(default_factory=list)
    files: list = field(default_factory=list)
    documents: list = field(default_factory=list)  # bills of materials in the wheel
    origin: dict = field(default_factory=dict)  # what the lock says of its artifact
    requires: list = field(default_factory=list)
    needs: list = field(default_factory=list)
    may_need: list = field(default_factory=list)


def clean(text, limit=200):
    """One line of printable characters."""
    return "".join(c if c.isprintable() and c != "\ufffd" else "?" for c in text[:limit]).strip()


@functools.cache
def licence_of(text):
    """(SPDX expression, "") or, where TEXT is none, ("", TEXT)."""
    if not text or len(text) > 1000:
        return "", clean(text)
    try:
        return str(canonicalize_license_expression(text)), ""
    except (InvalidLicenseExpression, RecursionError):
        return "", clean(text)


def is_url(text):
    return re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w.~%!$&'()*+,;=:@/?#-]*)?", text, re.ASCII) is not None
