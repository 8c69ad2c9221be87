"""Compares packages with their index.   usage: checksums.py INDEX FILE...

INDEX has a line "NAME CHECKSUM" for each package. A checksum is the SHA-1 of the control segment, the second of the three gzip streams;
that segment has the SHA-256 of the third one.
"""

import base64
import hashlib
import io
import pathlib
import re
import sys
import tarfile
import zlib


def streams(data):
    while data:
        one = zlib.decompressobj(31)
        content = one.decompress(data)
        yield data[: len(data) - len(one.unused_data)], content
        data = one.unused_data


def matches(path, wanted):
    *_, control, content = streams(path.read_bytes())
    if "Q1" + base64.b64encode(hashlib.sha1(control[0]).digest()).decode() != wanted:
        return False
    with tarfile.open(fileobj=io.BytesIO(control[1])) as tar:
        info = next(tar.extractfile(entry).read() for entry in tar if entry.name == ".PKGINFO").decode()
    said = re.search("(?m)^datahash = ([0-9a-f]{64})$", info)
    return not said or said[1] == hashlib.sha256(content[0]).hexdigest()


def main():
    index = dict(line.split(" ") for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())
    for path in map(pathlib.Path, sys.argv[2:]):
        try:
            good = matches(path, index.get(path.name))
        except (OSError, ValueError, EOFError, StopIteration, zlib.error, tarfile.TarError):
            good = False
        if not good:
            sys.exit(f"scibids: {path.name}: the mirror's file is not what its index says")


if __name__ == "__main__":
    main()
