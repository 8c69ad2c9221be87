"""Downloads the artifacts that a kit lacks.   usage: download.py REQUEST CACHE OUT ARCH

REQUEST/wheels has a line "NAME FILE SHA256" for each, REQUEST/tools the names of those of tools.txt that the kit has. OUT/wheels gets
the files, OUT/tools the names of those that the installer needs. Files that CACHE has under their hash are not fetched again. Indexes are
those that the build uses: UV_DEFAULT_INDEX or pip's default, and those of the index options; the simple API of PEP 503 or 691.
"""

import concurrent.futures
import hashlib
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

import indexes

WHEELS = pathlib.Path("/wheels")
TOOLS = pathlib.Path("/mnt/tools/tools.txt")
AT_ONCE = 8
# Where a wheel's name has another word for it than Alpine
MACHINES = {"x86": "i686", "armv7": "armv7l", "armhf": "armv6l"}


def find(name, file, where):
    """The content of the file; the kit that is used comes first."""
    if (WHEELS / file).is_file():
        return (WHEELS / file).read_bytes()
    for index in where:
        content = index.read(name, file)
        if content is not None:
            return content
    raise indexes.Away(f"{file}: none of {len(where)} indexes has it")


def download(name, file, sha256, where, cache):
    """The path in the cache."""
    kept = cache / sha256
    if kept.is_file() and hashlib.sha256(kept.read_bytes()).hexdigest() == sha256:
        return kept
    content = find(name, file, where)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise indexes.Away(f"{file}: its SHA-256 is not the lock's")
    with tempfile.NamedTemporaryFile(dir=cache, delete=False) as part:
        part.write(content)
    os.chmod(part.name, 0o644)
    os.replace(part.name, kept)
    return kept


def tags_of(arch):
    """Those of this interpreter, on a machine of that kind."""
    from pip._vendor.packaging.tags import Tag, sys_tags

    here, there = f"_{platform.machine()}$", f"_{MACHINES.get(arch, arch)}"
    return {Tag(tag.interpreter, tag.abi, re.sub(here, there, tag.platform)) for tag in sys_tags()}


def fits(file, name, tags):
    from pip._vendor.packaging.utils import parse_wheel_filename

    project, _, _, of = parse_wheel_filename(file)
    return project == name and not of.isdisjoint(tags)


def tools(has, out, arch):
    """Names of the files that the installer needs; OUT gets those that HAS lacks."""
    names, tags = [], tags_of(arch)
    platforms = [option for name in sorted({tag.platform for tag in tags}) for option in ("--platform", name)]
    for line in TOOLS.read_text(encoding="utf-8").splitlines():
        there = next((file for file in has if fits(file, line.split("==")[0], tags)), None)
        if there:
            names.append(there)
            continue
        before = set(os.listdir(out))
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirements:
            requirements.write(line + "\n")
            requirements.flush()
            environment = os.environ | ({"PIP_INDEX_URL": os.environ["UV_DEFAULT_INDEX"]} if os.environ.get("UV_DEFAULT_INDEX") else {})
            subprocess.run(["pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-cache-dir", "--only-binary", ":all:",
                            *platforms, "--find-links", str(WHEELS), "--require-hashes", "--requirement", requirements.name, "--dest", str(out)],
                           env=environment, check=True)
        names += set(os.listdir(out)) - before
    return names


def main():
    request, cache, out = (pathlib.Path(path) for path in sys.argv[1:4])
    (out / "wheels").mkdir(parents=True, exist_ok=True)
    where = indexes.configured()
    wanted = [line.split(" ") for line in (request / "wheels").read_text(encoding="utf-8").splitlines()]
    names = tools((request / "tools").read_text(encoding="utf-8").splitlines(), out / "wheels", sys.argv[4])
    (out / "tools").write_text("".join(f"{name}\n" for name in sorted(names)), encoding="utf-8")
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        paths = list(pool.map(lambda one: download(*one, where, cache), wanted))
    for (_, file, _), path in zip(wanted, paths):
        shutil.copyfile(path, out / "wheels" / file)


if __name__ == "__main__":
    try:
        main()
    except indexes.Away as error:
        sys.exit(f"scibids: {error}")
    except subprocess.CalledProcessError:
        sys.exit("scibids: no index has what tools.txt names")
