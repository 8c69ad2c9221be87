"""Resolves what request.json asks for with uv, and chooses for each package the one artifact for this interpreter.

usage: resolve.py REQUEST RESULT-DIR (in the directory that the requirements are relative to)
RESULT-DIR gets resolution.json, or error.txt when the requirements cannot be met. Its time is empty where no index says
when files were uploaded, and a package's build-time where its own does not: what a build requires cannot then be fixed
to a moment.
"""

import base64
import datetime
import hashlib
import json
import netrc
import os
import pathlib
import re
import subprocess
import sys
import tomllib
import urllib.parse
import urllib.request

from packaging.markers import default_environment
from packaging.pylock import Pylock, PackageArchive, PackageDirectory, PackageSdist, PackageVcs, PackageWheel
from packaging.tags import sys_tags
from packaging.utils import canonicalize_name

import graph


class Unresolvable(Exception):
    pass


def uv_arguments(request, pylock):
    arguments = ["uv", "pip", "compile", "--no-config", "--quiet", "--no-header", "--format", "pylock.toml", "--output-file", str(pylock)]
    for extra in request["extras"]:
        arguments += ["--extra", extra]
    for group in request["groups"]:
        arguments += ["--group", group]
    if request["upgrade"] is True:
        arguments.append("--upgrade")
    else:
        for name in request["upgrade"]:
            arguments += ["--upgrade-package", name]
    if any(os.scandir("/wheels")):
        arguments += ["--no-index", "--find-links", "/wheels"]
    return arguments + [request["requirements"]]


def pins_as_pylock(pins):
    """What uv reads as preferences: versions to keep where they still fit."""
    lines = ['lock-version = "1.0"', 'created-by = "scibids"', ""]
    for name, version in sorted(pins.items()):
        lines += ["[[packages]]", f"name = {json.dumps(name)}", f"version = {json.dumps(version)}", ""]
    return "\n".join(lines)


def join_continued_lines(path, seen):
    """A line that ends with a backslash goes on in the next one: for pip anywhere, for uv not within a requirement."""
    if path in seen or not path.is_file():
        return
    seen.add(path)
    lines, begun = [], ""
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        comment = re.match(r"\s*#", line)
        if line.endswith("\\") and not comment:
            begun += line.rstrip("\\")
            continue
        lines.append(begun + (" " if begun and comment else "") + line)
        begun = ""
    lines.append(begun)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for line in lines:
        included = re.match(r"\s*(?:-r|-c|--requirement|--constraint)(?:\s+|=|(?<=-[rc]))([^\s#]+)", line)
        if included:
            join_continued_lines(path.parent / os.path.expandvars(included.group(1)), seen)


def compile_pylock(request, directory):
    """The resolution, and what the resolver said on its way; nothing where the requirements are a resolution."""
    source = pathlib.Path(request["requirements"])
    if re.fullmatch(r"pylock(\.[^.]+)?\.toml", source.name):
        return absolute_paths(tomllib.loads(source.read_text(encoding="utf-8")), source.parent), []
    if source.name != "pyproject.toml":
        join_continued_lines(source, set())
    pylock = directory / "pylock.toml"
    if request["pins"]:
        pylock.write_text(pins_as_pylock(request["pins"]), encoding="utf-8")
    done = subprocess.run(uv_arguments(request, pylock), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
                          env=os.environ | {"RUST_LOG": graph.LOG})
    lines = done.stderr.splitlines(keepends=True)
    said = "".join(line for line in lines if not line.startswith("DEBUG "))
    sys.stderr.write(said)
    if done.returncode != 0:
        raise Unresolvable(said)
    return absolute_paths(tomllib.loads(pylock.read_text(encoding="utf-8")), directory), lines


def absolute_paths(pylock, directory):
    """PEP 751 has paths relative to the lock file; here they lose that anchor. What --find-links finds is a path as well."""
    for package in pylock.get("packages", []):
        for artifact in [package.get(key, {}) for key in ("sdist", "archive", "directory", "vcs")] + package.get("wheels", []):
            url = urllib.parse.urlsplit(artifact.get("url", ""))
            if url.scheme == "file":
                artifact["path"] = urllib.parse.unquote(url.path)
                del artifact["url"]
            if "path" in artifact:
                artifact["path"] = os.path.abspath(directory / artifact["path"])
    return pylock


def keep_allowed_hashes(pylock, allowed):
    """Drops the artifacts that the requirements' own --hash options do not allow."""
    for package in pylock.get("packages", []):
        hashes = allowed.get(canonicalize_name(package["name"]))
        if not hashes:
            continue

        def fits(artifact):
            return any(f"{kind}:{value}" in hashes for kind, value in artifact.get("hashes", {}).items())

        offered = package.get("wheels", []) + ([package["sdist"]] if "sdist" in package else [])
        package["wheels"] = [wheel for wheel in package.get("wheels", []) if fits(wheel)]
        if not package["wheels"]:
            del package["wheels"]
        if "sdist" in package and not fits(package["sdist"]):
            del package["sdist"]
        if offered and "wheels" not in package and "sdist" not in package:
            raise Unresolvable(f"error: no artifact of {package['name']} {package.get('version', '')} has one of the hashes that the requirements allow")


def select(pylock, request):
    lock = Pylock.from_dict(pylock)
    no_binary = {canonicalize_name(name) for name in request["no-binary"]}

    def prefer_sdist(name):
        return ":all:" in request["no-binary"] or name in no_binary

    return lock.select(
        environment=default_environment(),
        tags=list(sys_tags()),
        extras=request["extras"],
        dependency_groups=request["groups"] or None,
        prefer_sdist_predicate=prefer_sdist,
    ), prefer_sdist


def credentials(url):
    try:
        found = netrc.netrc().authenticators(urllib.parse.urlsplit(url).hostname or "")
    except (OSError, netrc.NetrcParseError):
        return None
    return found and (found[0], found[2])


def read_artifact(artifact):
    """Hashes an artifact for which the index told no SHA-256."""
    if artifact.path:
        return pathlib.Path(artifact.path).read_bytes()
    request = urllib.request.Request(artifact.url)
    login = credentials(artifact.url)
    if login:
        request.add_header("Authorization", "Basic " + base64.b64encode(":".join(login).encode()).decode())
    with urllib.request.urlopen(request, timeout=300) as response:
        return response.read()


def artifact_facts(artifact):
    url = getattr(artifact, "url", None)
    name = getattr(artifact, "name", None) or urllib.parse.unquote(pathlib.PurePosixPath(urllib.parse.urlsplit(url).path if url else artifact.path).name)
    sha256, size = artifact.hashes.get("sha256"), artifact.size
    if sha256 is None:
        content = read_artifact(artifact)
        sha256, size = hashlib.sha256(content).hexdigest(), len(content)
    if size is None and artifact.path:
        size = os.path.getsize(artifact.path)
    return {"artifact": name, "sha256": sha256, "size": size or 0}


def without_credentials(url):
    parts = urllib.parse.urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    keep = user.split(":")[0] + "@" if user and parts.scheme == "ssh" else ""
    return urllib.parse.urlunsplit((parts.scheme, keep + host, parts.path, parts.query, ""))


def local_file(artifact):
    """An artifact that lies in the project is taken from there, whichever way it was found."""
    if not artifact.path or pathlib.PurePosixPath("/wheels") in pathlib.PurePosixPath(artifact.path).parents:
        return {}
    return {"source": "archive", "file": os.path.relpath(artifact.path)}


def facts(package, artifact, prefer_sdist):
    """One package of resolution.json."""
    base = {"name": canonicalize_name(package.name), "version": str(package.version) if package.version else ""}
    if isinstance(artifact, PackageWheel):
        return base | {"source": "wheel", "reason": "a wheel fits"} | artifact_facts(artifact) | local_file(artifact)
    if isinstance(artifact, PackageSdist):
        reason = "--no-binary asks for it" if prefer_sdist(base["name"]) else "no wheel fits"
        if reason == "no wheel fits" and not package.wheels:
            reason = "no wheel fits this interpreter and platform"
        return base | {"source": "sdist", "reason": reason} | artifact_facts(artifact) | local_file(artifact)
    if isinstance(artifact, PackageArchive):
        return base | {"source": "archive", "reason": "the requirement names this file", "url": without_credentials(artifact.url) if artifact.url else "",
                       "path": artifact.subdirectory or ""} | artifact_facts(artifact) | local_file(artifact)
    if isinstance(artifact, PackageVcs):
        return base | {"source": "vcs", "reason": "the requirement names this revision", "url": without_credentials(artifact.url or ""),
                       "commit": artifact.commit_id, "path": artifact.subdirectory or ""}
    assert isinstance(artifact, PackageDirectory)
    return base | {"source": "directory", "reason": "the requirement names this directory", "path": os.path.relpath(artifact.path)}


def main():
    request = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    result = pathlib.Path(sys.argv[2])
    result.mkdir(parents=True, exist_ok=True)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        pylock, log = compile_pylock(request, result)
        keep_allowed_hashes(pylock, request["hashes"])
        selection, prefer_sdist = select(pylock, request)
        chosen = list(selection)
        packages = [facts(package, artifact, prefer_sdist) for package, artifact in chosen]
    except (Unresolvable, ValueError, KeyError, OSError) as error:
        (result / "error.txt").write_text(str(error), encoding="utf-8")
        return
    except Exception as error:
        if not type(error).__module__.startswith("packaging."):
            raise
        (result / "error.txt").write_text(f"error: {error}", encoding="utf-8")
        return
    finally:
        (result / "pylock.toml").unlink(missing_ok=True)
    for package, (_, artifact) in zip(packages, chosen, strict=True):
        if isinstance(artifact, (PackageWheel, PackageSdist)) and not artifact.upload_time:
            package["build-time"] = ""
    graph.add(packages, pylock, log, request["constraints"])
    packages.sort(key=lambda package: package["name"])
    dated = any(getattr(artifact, "upload_time", None) for _, artifact in chosen)
    (result / "resolution.json").write_text(json.dumps({"time": now if dated else "", "packages": packages}, indent=1), encoding="utf-8")


main()
