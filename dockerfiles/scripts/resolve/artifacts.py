"""The facts of each chosen artifact: its name, hash and size, and why it was chosen."""

import hashlib
import http.client
import os
import pathlib
import sys
import time
import urllib.parse
import urllib.request

from packaging.pylock import PackageArchive, PackageDirectory, PackageSdist, PackageVcs, PackageWheel
from packaging.utils import canonicalize_name
from refusal import Refused, printable

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "kit"))
import indexes  # noqa: E402

# Those of a fixed length
KINDS = {kind for kind in hashlib.algorithms_guaranteed if not kind.startswith("shake")}


def download(request):
    """Downloads again if the server is busy or ends its answer too early: it may answer a moment later."""
    for pause in (2, 5, None):
        try:
            with indexes.open_url(request, timeout=300) as response:
                return response.read()
        except (OSError, http.client.HTTPException) as error:
            # What urllib says of a bad URL repeats it, with what it may hold of a login.
            bad = isinstance(error, http.client.InvalidURL)
            if pause is None or bad or getattr(error, "code", 503) not in (408, 425, 429, 500, 502, 503, 504):
                reason = "it is not a valid URL" if bad else printable(str(error) or type(error).__name__)
                raise Refused(f"{without_credentials(request.full_url).partition('?')[0]} cannot be downloaded: {reason}") from error
        time.sleep(pause)


def read_artifact(artifact):
    if artifact.path:
        return pathlib.Path(artifact.path).read_bytes()
    try:
        headers = indexes.headers_for(artifact.url)
    except indexes.Away as error:
        raise Refused(str(error)) from error
    return download(urllib.request.Request(without_credentials(artifact.url), headers=headers))


def has_one_of(artifact, hashes):
    """Is a hash of the file among HASHES, each "KIND:VALUE"?"""
    if any(f"{kind}:{value}" in hashes for kind, value in artifact.hashes.items()):
        return True
    others = [(kind, value) for kind, _, value in (text.partition(":") for text in hashes) if kind not in artifact.hashes]
    content = read_artifact(artifact) if others else b""
    return any(hashlib.new(kind, content).hexdigest() == value for kind, value in others)


def artifact_facts(artifact):
    url = getattr(artifact, "url", None)
    name = getattr(artifact, "name", None) or urllib.parse.unquote(pathlib.PurePosixPath(urllib.parse.urlsplit(url).path if url else artifact.path).name)
    sha256, size = artifact.hashes.get("sha256"), artifact.size
    if sha256 is None:
        content = read_artifact(artifact)
        for kind in sorted(KINDS & artifact.hashes.keys()):
            if hashlib.new(kind, content).hexdigest() != artifact.hashes[kind].lower():
                raise Refused(f"{name} does not have the {kind} that the index or the lock gives")
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
    """An artifact in the project is taken from there, however it was found."""
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
