"""Installs the wheels that tools.txt pins, into this interpreter. Pip, which the base image has without bytecode, takes three seconds to
start and to do the same. Anything else (a login, settings of pip, an index with a different answer) is left to pip: exit status 1."""
import hashlib
import json
import os
import re
import stat
import sys
import sysconfig
import urllib.parse
import urllib.request
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

JSON = "application/vnd.pypi.simple.v1+json"
LIMIT = 200 * 1024 * 1024


def pins(path):
    """(name, hashes) of each line "name==version --hash=sha256:..." """
    with open(path, encoding="utf-8") as file:
        for line in file.read().replace("\\\n", " ").splitlines():
            if line.strip() and not line.startswith("#"):
                yield re.match(r"[a-z0-9-]+", line)[0], set(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))


def fits(name):
    machine = sysconfig.get_platform().split("-", 1)[1].replace("-", "_")
    return name.endswith("-none-any.whl") or re.search(rf"-musllinux_1_[0-9]+_{re.escape(machine)}\.whl$", name)


def index():
    """The index, if no login and no settings of pip's own decide how it is asked."""
    from pip._internal.models.index import PyPI
    settings = ["/etc/pip.conf", "/root/.pip/pip.conf", "/root/.config/pip/pip.conf", sys.prefix + "/pip.conf"]
    others = [name for name in os.environ if name.startswith("PIP_") and name != "PIP_INDEX_URL"]
    url = os.environ.get("PIP_INDEX_URL") or PyPI.simple_url
    if others or "@" in url or any(map(os.path.exists, settings)):
        raise ValueError("pip's own settings count")
    if os.path.exists("/root/.netrc") and os.path.getsize("/root/.netrc"):
        raise ValueError("a login may be needed")
    return url.rstrip("/")


def get(url, headers=()):
    with urllib.request.urlopen(urllib.request.Request(url, headers=dict(headers)), timeout=30) as answer:
        content = answer.read(LIMIT)
        if answer.headers["Content-Encoding"] == "gzip":
            content = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, LIMIT)
        return content, answer.headers.get_content_type()


def wheel(name, hashes):
    for file in os.listdir("/wheels"):
        if file.endswith(".whl") and file.split("-")[0] == name and fits(file):
            with open("/wheels/" + file, "rb") as local:
                content = local.read()
            if hashlib.sha256(content).hexdigest() in hashes:
                return content
    if "--no-index" in sys.argv:
        raise ValueError(f"the kit has no wheel of {name}")
    page = f"{index()}/{name}/"
    answer, kind = get(page, {"Accept": JSON, "Accept-Encoding": "gzip"})
    if kind != JSON:
        raise ValueError("the index has no JSON")
    for file in json.loads(answer)["files"]:
        if file["hashes"].get("sha256") in hashes and fits(file["filename"]):
            content, _ = get(urllib.parse.urljoin(page, file["url"]))
            if hashlib.sha256(content).hexdigest() in hashes:
                return content
    raise ValueError(f"the index has no wheel of {name}")


def install(content):
    paths = sysconfig.get_paths()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for entry in archive.infolist():
            script = re.fullmatch(r"[^/]+\.data/scripts/([^/]+)", entry.filename)
            if not script:
                archive.extract(entry, paths["purelib"])
                continue
            path = os.path.join(paths["scripts"], script[1])
            with archive.open(entry) as source, open(path, "wb") as file:
                file.write(source.read())
            os.chmod(path, stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)


def main():
    with ThreadPoolExecutor() as threads:
        try:
            wheels = list(threads.map(lambda pin: wheel(*pin), pins(sys.argv[1])))
        except Exception as error:  # pip reports the error better
            print(f"by pip: {error}", file=sys.stderr)
            sys.exit(1)
        list(threads.map(install, wheels))


if __name__ == "__main__":
    main()
