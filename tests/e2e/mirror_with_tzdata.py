"""Adds a tzdata apk with one zone to a copy of a mirror and signs its index anew.   usage: MIRROR BRANCH ARCH ZONE-FILE"""

import base64
import gzip
import hashlib
import io
import subprocess
import sys
import tarfile
import zlib

KEY = "scibids-test-tzdata.rsa"


def stream(entries, cut):
    """A gzip stream of a tar; cut: without its end, as another one follows."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.mode = 0o644
            if data is None:
                info.type, info.mode, data = tarfile.DIRTYPE, 0o755, b""
            info.size = len(data)
            if info.isfile() and not cut and not name.startswith("APKINDEX"):
                info.pax_headers = {"APK-TOOLS.checksum.SHA1": hashlib.sha1(data).hexdigest()}
            tar.addfile(info, io.BytesIO(data))
        end = tar.offset
    return gzip.compress(out.getvalue()[:end] if cut else out.getvalue(), mtime=0)


def signature(data, mirror):
    signed = subprocess.run(["openssl", "dgst", "-sha1", "-sign", f"{mirror}/{KEY}"], input=data, stdout=subprocess.PIPE, check=True)
    return stream([(f".SIGN.RSA.{KEY}.pub", signed.stdout)], cut=True)


def main():
    mirror, branch, arch, zone = sys.argv[1:]
    subprocess.run(["openssl", "genrsa", "-out", f"{mirror}/{KEY}", "2048"], check=True, stderr=subprocess.DEVNULL)
    subprocess.run(["openssl", "rsa", "-in", f"{mirror}/{KEY}", "-pubout", "-out", f"{mirror}/{KEY}.pub"], check=True, stderr=subprocess.DEVNULL)
    with open(zone, "rb") as file:
        zones = [(name, None) for name in ("usr", "usr/share", "usr/share/zoneinfo", "usr/share/zoneinfo/Europe")]
        data = stream([*zones, ("usr/share/zoneinfo/Europe/Berlin", file.read())], cut=False)
    facts = f"pkgname = tzdata\npkgver = 2026a-r0\npkgdesc = zones\nurl = x\nsize = 4096\narch = {arch}\norigin = tzdata\nlicense = Public-Domain\n"
    control = stream([(".PKGINFO", f"{facts}datahash = {hashlib.sha256(data).hexdigest()}\n".encode())], cut=True)
    package = signature(control, mirror) + control + data
    repository = f"{mirror}/{branch}/main/{arch}"
    with open(f"{repository}/tzdata-2026a-r0.apk", "wb") as file:
        file.write(package)
    checksum = "Q1" + base64.b64encode(hashlib.sha1(control).digest()).decode()
    entry = f"C:{checksum}\nP:tzdata\nV:2026a-r0\nA:{arch}\nS:{len(package)}\nI:4096\nT:zones\nU:x\nL:Public-Domain\no:tzdata\nt:1780000000\n\n"
    with open(f"{repository}/APKINDEX.tar.gz", "rb") as file:
        old = file.read()
    first = zlib.decompressobj(31)  # the old signature, which is a stream of its own
    first.decompress(old)
    with tarfile.open(fileobj=io.BytesIO(first.unused_data), mode="r:gz") as tar:
        index = tar.extractfile("APKINDEX").read()
    index = stream([("APKINDEX", index + entry.encode())], cut=False)
    subprocess.run(["rm", "-f", f"{repository}/APKINDEX.tar.gz"], check=True)
    with open(f"{repository}/APKINDEX.tar.gz", "wb") as file:
        file.write(signature(index, mirror) + index)
    subprocess.run(["rm", f"{mirror}/{KEY}"], check=True)


main()
