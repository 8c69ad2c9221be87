"""Changes a copy of an Alpine v2 mirror and signs its index with a new key.

usage: mirror.py MIRROR BRANCH ARCH VERB ARGUMENT...
  move ORIGIN VERSION    all packages of ORIGIN get VERSION, as after a fix: the old files are gone
  replace ORIGIN         the same versions with other checksums
  drop NAME              the index has NAME, the file is gone: a mirror that is half synchronised
  add-zone FILE          a tzdata with the one zone Europe/Berlin
  rekey                  a new key takes the place of all others
  relabel FROM           the packages in ARCH's directory, which are of FROM, are of ARCH for the index
"""

import base64
import gzip
import hashlib
import io
import pathlib
import re
import subprocess
import sys
import tarfile
import zlib


def pack(entries, cut=False):
    """A gzip stream of a tar; cut: without its end, since another stream follows."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.mode = 0o644
            if data is None:
                info.type, info.mode, data = tarfile.DIRTYPE, 0o755, b""
            info.size = len(data)
            if info.isfile() and not name.startswith((".", "APKINDEX")):
                info.pax_headers = {"APK-TOOLS.checksum.SHA1": hashlib.sha1(data).hexdigest()}
            tar.addfile(info, io.BytesIO(data))
        end = tar.offset
    return gzip.compress(out.getvalue()[:end] if cut else out.getvalue(), mtime=0)


def streams(data):
    """The gzip streams of a package or an index."""
    while data:
        one = zlib.decompressobj(31)
        one.decompress(data)
        yield data[: len(data) - len(one.unused_data)]
        data = one.unused_data


def member(stream, name):
    with tarfile.open(fileobj=io.BytesIO(stream), mode="r|gz") as tar:
        return next(tar.extractfile(entry).read() for entry in tar if entry.name == name)


class Mirror:
    def __init__(self, top, branch, arch):
        self.top, self.arch = pathlib.Path(top), arch
        self.repositories = [self.top / branch / name / arch for name in ("main", "community")]
        # A name that apk has not trusted before
        self.key = self.top / f"scibids-test-moved-{len(list(self.top.glob('*.pub')))}.rsa"
        subprocess.run(["openssl", "genrsa", "-out", self.key, "2048"], check=True, stderr=subprocess.DEVNULL)
        subprocess.run(["openssl", "rsa", "-in", self.key, "-pubout", "-out", f"{self.key}.pub"], check=True, stderr=subprocess.DEVNULL)

    def sign(self, stream):
        signature = subprocess.run(["openssl", "dgst", "-sha1", "-sign", self.key], input=stream, stdout=subprocess.PIPE, check=True)
        return pack([(f".SIGN.RSA.{self.key.name}.pub", signature.stdout)], cut=True) + stream

    def write(self, path, data):
        path.unlink(missing_ok=True)  # the copy may be hard links
        path.write_bytes(data)

    def entries(self, repository):
        *_, index = streams((repository / "APKINDEX.tar.gz").read_bytes())
        return [entry for entry in member(index, "APKINDEX").decode().split("\n\n") if entry.strip()]

    def write_index(self, repository, entries):
        index = pack([("APKINDEX", "".join(f"{entry}\n\n" for entry in entries).encode())])
        self.write(repository / "APKINDEX.tar.gz", self.sign(index))

    def edit(self, edit_entry):
        for repository in self.repositories:
            self.write_index(repository, [edit_entry(repository, entry.strip("\n")) for entry in self.entries(repository)])

    def publish(self, repository, name, version, info, data):
        """Writes the package; answers its checksum and its size."""
        control = pack([(".PKGINFO", info.encode())], cut=True)
        package = self.sign(control) + data
        self.write(repository / f"{name}-{version}.apk", package)
        return "Q1" + base64.b64encode(hashlib.sha1(control).digest()).decode(), len(package)

    def move(self, origin, version=None):
        def edit(repository, entry):
            value = dict(line.split(":", 1) for line in entry.split("\n"))
            old, name, new = value["V"], value["P"], version or value["V"]
            if value.get("o", name) != origin:
                return entry
            path = repository / f"{name}-{old}.apk"
            *_, control, data = streams(path.read_bytes())  # the signature of a kit of our own is the index's alone
            info = member(control, ".PKGINFO").decode()
            path.unlink()
            info = re.sub("(?m)^pkgver = .*", f"pkgver = {new}", info).replace(f"={old}", f"={new}") + f"commit = {origin}-{new}\n"
            checksum, size = self.publish(repository, name, new, info, data)
            entry = re.sub("(?m)^C:.*", f"C:{checksum}", re.sub("(?m)^V:.*", f"V:{new}", re.sub("(?m)^S:.*", f"S:{size}", entry)))
            return entry.replace(f"={old}", f"={new}")

        self.edit(edit)

    def replace(self, origin):
        self.move(origin)

    def relabel(self, old):
        self.edit(lambda _, entry: entry.replace(f"\nA:{old}", f"\nA:{self.arch}"))

    def drop(self, name):
        for repository in self.repositories:
            for entry in self.entries(repository):
                if f"\nP:{name}\n" in f"\n{entry}\n":
                    version = re.search("(?m)^V:(.*)", entry)[1]
                    (repository / f"{name}-{version}.apk").unlink()

    def rekey(self):
        for other in self.top.glob("*.pub"):
            if other.name != f"{self.key.name}.pub":
                other.unlink()
        self.edit(lambda _, entry: entry)

    def add_zone(self, file):
        zones = [(name, None) for name in ("usr", "usr/share", "usr/share/zoneinfo", "usr/share/zoneinfo/Europe")]
        data = pack([*zones, ("usr/share/zoneinfo/Europe/Berlin", pathlib.Path(file).read_bytes())])
        info = f"pkgname = tzdata\npkgver = 2026a-r0\npkgdesc = zones\nurl = x\nsize = 4096\narch = {self.arch}\norigin = tzdata\n"
        info += f"license = Public-Domain\ndatahash = {hashlib.sha256(data).hexdigest()}\n"
        repository = self.repositories[0]
        checksum, size = self.publish(repository, "tzdata", "2026a-r0", info, data)
        entry = f"C:{checksum}\nP:tzdata\nV:2026a-r0\nA:{self.arch}\nS:{size}\nI:4096\nT:zones\nU:x\nL:Public-Domain\no:tzdata\nt:1780000000"
        self.write_index(repository, [*self.entries(repository), entry])


def main():
    top, branch, arch, verb, *arguments = sys.argv[1:]
    mirror = Mirror(top, branch, arch)
    getattr(mirror, verb.replace("-", "_"))(*arguments)
    mirror.key.unlink()


if __name__ == "__main__":
    main()
