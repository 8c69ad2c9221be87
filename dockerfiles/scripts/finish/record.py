"""RECORD of installed distributions (PEP 376, and 'Recording installed projects' of the packaging specifications)."""

import base64
import csv
import hashlib
import os

BIG = 1 << 20  # bytes: from this size on, a buffer or a thread pays off


def distributions(site):
    return sorted(name for name in os.listdir(site) if name.endswith(".dist-info") and os.path.exists(os.path.join(site, name, "RECORD")))


def read(site, distribution):
    """{path as RECORD writes it: (hash, size)}"""
    with open(os.path.join(site, distribution, "RECORD"), encoding="utf-8", newline="") as file:
        return {row[0]: (row[1], row[2]) for row in csv.reader(file) if len(row) == 3}


def digest(path, algorithm="sha256"):
    with open(path, "rb") as file:
        # file_digest() makes a buffer that takes longer than a small file.
        small = os.fstat(file.fileno()).st_size < BIG
        return (hashlib.new(algorithm, file.read()) if small else hashlib.file_digest(file, algorithm)).digest()


def written(digest):
    """As RECORD writes it behind the algorithm's name."""
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def entry(path):
    return "sha256=" + written(digest(path)), str(os.stat(path).st_size)


def bytecode_of(name):
    """The __pycache__ file that belongs to a module's path."""
    directory, base = os.path.split(name)
    return os.path.join(directory, "__pycache__", f"{base[:-3]}.{os.sys.implementation.cache_tag}.pyc")


def content_of(site, name, shared):
    """Where the content of a path is now: that of a link to shared files is still below SHARED."""
    path = os.path.join(site, name)
    if os.path.islink(path) and not os.path.exists(path):
        target = os.path.join(os.path.dirname(path), os.readlink(path))
        return os.path.join(shared, os.path.relpath(target, os.path.join(site, "../..")))
    return path


def rewrite(site, distribution, rows, changed, shared):
    """Updates RECORD, which has ROWS: drops missing files, adds bytecode, rehashes CHANGED paths."""
    own = f"{distribution}/RECORD"
    result = {own: ("", "")}
    for name, row in rows.items():
        names = [name]
        if name.endswith(".py"):
            names += [bytecode_of(name), name + "c"]
        for present in names:
            path = content_of(site, present, shared)
            if present != own and os.path.isfile(path):
                result[present] = row if present == name and row[0] and name not in changed else entry(path)
    with open(os.path.join(site, own), "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows((name, *result[name]) for name in sorted(result))
