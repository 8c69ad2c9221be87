"""Packs Alpine packages (v2) and signs their index.

usage: mirror.py repack ROOT REPOSITORY            each package of an installed root, by its own database
       mirror.py pack REPOSITORY TREE NAME VERSION DESCRIPTION [DEPEND...]
       mirror.py index REPOSITORY KEY NAME         sign REPOSITORY's index with KEY, as NAME

A package is two gzip members, control and data: tar streams, the first without an end. Every file has its SHA-1 in a pax
header. apk takes a package whose checksum a signed index has, so that packages need no signatures of their own.
"""

import base64
import gzip
import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import zlib

# No use for these without a kernel and without an init system; much of it asks for firmware or devices.
BOOT = re.compile(
    r"linux-virt|mkinitfs|mdev-conf|openrc.*|.*-openrc|kmod.*|cloud-utils.*|dhcpcd|ifupdown.*|cryptsetup.*|device-mapper.*"
    r"|sudo|e2fsprogs|e2fsprogs-extra|partx|sfdisk|lib(fdisk|smartcols|blkid)|bridge|json-c"
)
TIME = 1767225600  # one time for all, so that equal input makes equal packages
FIELDS = {"P": "pkgname", "V": "pkgver", "T": "pkgdesc", "U": "url", "A": "arch", "o": "origin", "L": "license", "k": "provider_priority", "I": "size"}


def compress(raw):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0, compresslevel=4) as stream:
        stream.write(raw)
    return out.getvalue()


def entry(name, data=b"", **more):
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode, info.uname, info.gname = len(data), TIME, 0o644, "root", "root"
    for key, value in more.items():
        setattr(info, key, value)
    return info, data


def tar(entries, end=True):
    out = io.BytesIO()
    stream = tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT)
    for info, data in entries:
        stream.addfile(info, io.BytesIO(data))
    if end:
        stream.close()
    return out.getvalue()


def file_entry(root, path):
    full = os.path.join(root, path)
    mode = os.lstat(full).st_mode & 0o7777
    if os.path.islink(full):
        target = os.readlink(full)
        info, data = entry(path, type=tarfile.SYMTYPE, linkname=target, mode=0o777)
        checksum = hashlib.sha1(target.encode())
    elif os.path.isdir(full):
        return entry(path, type=tarfile.DIRTYPE, mode=mode)
    else:
        with open(full, "rb") as file:
            info, data = entry(path, file.read(), mode=mode)
        checksum = hashlib.sha1(data)
    info.pax_headers["APK-TOOLS.checksum.SHA1"] = checksum.hexdigest()
    return info, data


def write_package(repository, root, paths, facts, depends, provides):
    """apk skips the files of a package whose size is 0."""
    entries = [file_entry(root, path) for path in paths]
    data = compress(tar(entries))
    facts["size"] = max(int(facts.get("size", 0)), sum(info.size for info, _ in entries))
    lines = [f"{key} = {value}" for key, value in facts.items()] + [f"builddate = {TIME}"]
    lines += [f"depend = {name}" for name in depends] + [f"provides = {name}" for name in provides]
    lines += [f"datahash = {hashlib.sha256(data).hexdigest()}", ""]
    control = compress(tar([entry(".PKGINFO", "\n".join(lines).encode())], end=False))
    path = os.path.join(repository, f"{facts['pkgname']}-{facts['pkgver']}.apk")
    with open(path + ".part", "wb") as file:
        file.write(control + data)
    os.rename(path + ".part", path)


def installed(root):
    """Fields and paths of each package in the database of an installed root."""
    with open(os.path.join(root, "lib/apk/db/installed"), encoding="utf-8") as file:
        blocks = file.read().split("\n\n")
    for block in blocks:
        fields, paths, folder = {}, [], ""
        for line in block.splitlines():
            key, _, value = line.partition(":")
            if key == "F":
                folder = value
            if key in "FR" and os.path.lexists(os.path.join(root, path := os.path.join(folder, value) if key == "R" else value)):
                paths.append(path)
            fields.setdefault(key, value)
        if fields:
            yield fields, [path for path in paths if path]


def repack(root, repository):
    for fields, paths in installed(root):
        if fields["P"].startswith(".") or BOOT.fullmatch(fields["P"]):
            continue
        facts = {name: fields[key] for key, name in FIELDS.items() if key in fields}
        write_package(repository, root, paths, facts, fields.get("D", "").split(), fields.get("p", "").split())


def sonames(paths, version):
    """What a package provides of its libraries: the names that programs ask for."""
    for path in paths:
        if re.search(r"/lib[^/]+\.so\.\d+$", path):
            yield f"so:{os.path.basename(path)}={version.partition('-')[0]}"


def pack(repository, root, name, version, description, *depends):
    paths = []
    for folder, folders, files in os.walk(root):
        paths += [os.path.relpath(os.path.join(folder, child), root) for child in folders + files]
    commands = [os.path.basename(path) for path in paths if os.path.dirname(path) in ("usr/bin", "sbin") and not os.path.isdir(os.path.join(root, path))]
    facts = {"pkgname": name, "pkgver": version, "pkgdesc": description, "url": "", "arch": os.path.basename(repository), "origin": name, "license": "see its sources"}
    provides = [f"cmd:{command}={version}" for command in sorted(commands)] + sorted(sonames(paths, version))
    write_package(repository, root, sorted(paths), facts, depends, provides)


def control_of(path):
    """The first gzip member, compressed and as text."""
    with open(path, "rb") as file:
        packed = file.read()
    member = zlib.decompressobj(31)
    text = member.decompress(packed)
    control = packed[: len(packed) - len(member.unused_data)]
    with tarfile.open(fileobj=io.BytesIO(text + bytes(1024))) as archive:
        return control, archive.extractfile(".PKGINFO").read().decode()


def index_entry(path):
    control, text = control_of(path)
    got = {}
    for key, value in re.findall(r"^(\w+) = (.*)$", text, re.M):
        got.setdefault(key, []).append(value)
    lines = ["C:Q1" + base64.b64encode(hashlib.sha1(control).digest()).decode(), f"S:{os.path.getsize(path)}"]
    letters = {key: name for key, name in FIELDS.items()} | {"t": "builddate", "D": "depend", "p": "provides"}
    return "\n".join(lines + [f"{letter}:{' '.join(got[name])}" for letter, name in letters.items() if name in got]) + "\n"


def index(repository, key, name):
    packages = sorted(os.path.join(repository, file) for file in os.listdir(repository) if file.endswith(".apk"))
    text = "".join(index_entry(path) + "\n" for path in packages).encode()
    packed = compress(tar([entry("DESCRIPTION", name.encode()), entry("APKINDEX", text)]))
    signature = subprocess.run(["openssl", "dgst", "-sha1", "-sign", key], input=packed, capture_output=True, check=True).stdout
    path = os.path.join(repository, "APKINDEX.tar.gz")
    with open(path + ".part", "wb") as file:
        file.write(compress(tar([entry(f".SIGN.RSA.{name}.rsa.pub", signature)], end=False)) + packed)
    os.rename(path + ".part", path)


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in ("repack", "pack", "index"):
        sys.exit(__doc__)
    globals()[sys.argv[1]](*sys.argv[2:])
