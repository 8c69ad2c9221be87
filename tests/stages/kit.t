#!/bin/sh
# dockerfiles/scripts/kit: what is read from indexes of all kinds, and what is said of those that fail.
set -u
python3 -c 'import tomllib' 2>/dev/null || { echo '1..0 # skip python3 has no tomllib'; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=dockerfiles/scripts/kit
export PYTHONDONTWRITEBYTECODE PYTHONPATH
python3 - "$work" <<'END'
import base64
import gzip
import hashlib
import http.server
import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import threading

import download
import indexes

sys.path.insert(0, "tests")
from tap import finish, is_

work = pathlib.Path(sys.argv[1])
indexes.time.sleep = lambda seconds: None


FILES = {"one-1.0-py3-none-any.whl": b"one", "two-2.0.tar.gz": b"two"}
SECRET = "Basic " + base64.b64encode(b"me:it's").decode()
asked = []


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(self.path)
        kind, _, rest = self.path.lstrip("/").partition("/")
        page = rest.strip("/")
        if kind == "busy" and asked.count(self.path) == 1:
            self.send_error(503)
        elif kind == "broken":
            self.send_error(500)
        elif kind == "closed" and self.headers.get("Authorization") != SECRET:
            self.send_error(401)
        elif kind == "moved":
            self.send_response(302)
            self.send_header("Location", base64.urlsafe_b64decode(page).decode())
            self.end_headers()
        elif kind == "files":
            self.answer("application/octet-stream", FILES[page])
        elif kind != "none" and (kind == "flat" or page in ("one", "two")):
            self.page(kind, [file for file in FILES if kind == "flat" or file.startswith(page)])
        else:
            self.send_error(404)

    def page(self, kind, files):
        if kind == "json":
            self.answer("application/vnd.pypi.simple.v1+json", json.dumps({"files": [{"filename": file, "url": f"/files/{file}"} for file in files]}).encode())
        else:
            self.answer("text/html", "".join(f'<a href="../../files/{file}#sha256=x">{file}</a>' for file in files).encode())

    def answer(self, kind, body):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{server.server_port}"
indexes.OPTIONS, indexes.NETRC = work / "options", work / "netrc"


def configured(options="", **environment):
    indexes.OPTIONS.write_text(options, encoding="utf-8")
    os.environ.pop("UV_DEFAULT_INDEX", None)
    os.environ.update(environment)
    return indexes.configured()


def read(where, name="one", file="one-1.0-py3-none-any.whl"):
    try:
        return download.find(name, file, where)
    except indexes.Away as error:
        return str(error)


is_(read(configured(UV_DEFAULT_INDEX=f"{here}/json/")), b"one", "an index with JSON (PEP 691)")
is_(read(configured(UV_DEFAULT_INDEX=f"{here}/html")), b"one", "one with HTML (PEP 503)")
is_(read(configured(UV_DEFAULT_INDEX=f"{here}/busy/")), b"one", "one that is busy is asked again")
is_(read(configured(f"--index-url {here}/html/\n")), b"one", "-i of the requirements")
is_(read(configured(f"-i {here}/none/\n--extra-index-url={here}/html/\n")), b"one", "--extra-index-url")
is_([configured(f"--extra-index-url{between}{here.replace('//', '//u:a==@')}/html/\n-i {here}/none/\n")[0].headers for between in (" ", "=", " = ")],
    [{"Authorization": "Basic " + base64.b64encode(b"u:a==").decode()}] * 3, "whose login has an equals sign")
is_(read(configured(f"--find-links {here}/flat/here/\n-i {here}/none/"), "two", "two-2.0.tar.gz"), b"two", "--find-links of a page")
is_(read(configured(f'#uv index = [{{url = "{here}/html/", name = "own", default = true}}]\n')), b"one", "an index of uv's configuration")
os.environ |= {"UV_INDEX_OWN_USERNAME": "me", "UV_INDEX_OWN_PASSWORD": "it's"}
is_(read(configured(f'#uv index = [{{url = "{here}/closed/", name = "own", default = true}}]\n')), b"one", "and with the login of its name")
indexes.NETRC.write_text("machine 127.0.0.1 login me password it's\n", encoding="utf-8")
is_(read(configured(UV_DEFAULT_INDEX=f"{here}/closed/")), b"one", "a login of the netrc file")
indexes.NETRC.unlink()
is_(read(configured(UV_DEFAULT_INDEX=f"{here.replace('//', '//me:it%27s@')}/closed/")), b"one", "a login of the URL")
is_(read(configured(UV_DEFAULT_INDEX=f"{here}/closed/")), "127.0.0.1 asks for a login: set SCIBIDS_NETRC", "no login")


def moved(target):
    """What is answered for a page with a login that leads to TARGET."""
    try:
        return indexes.fetch(f"{here}/moved/{base64.urlsafe_b64encode(target.encode()).decode()}", {"Authorization": SECRET})[0]
    except indexes.Away as error:
        return str(error)


is_(moved(f"{here}/closed/one/"), "text/html", "a login stays where an answer leads to the same host")
is_(moved(f"{here.replace('127.0.0.1', 'localhost')}/closed/one/"), "127.0.0.1 asks for a login: set SCIBIDS_NETRC", "and is not told to another")
indexes.NETRC.write_text("machine me secret\n", encoding="utf-8")
try:
    said = read(configured(UV_DEFAULT_INDEX=f"{here}/html/"))
except indexes.Away as error:
    said = str(error)
is_(said.rpartition(" ")[0], "SCIBIDS_NETRC: not a netrc file: see line", "a netrc file that is none")
indexes.NETRC.unlink()
is_(read(configured(UV_DEFAULT_INDEX=f"{here}/broken/")), "127.0.0.1 cannot be read: it answers 500", "an index that fails")
is_(read(configured(UV_DEFAULT_INDEX="http://127.0.0.1:1/")), "127.0.0.1 cannot be read: [Errno 111] Connection refused", "one that is away")
is_(read(configured(UV_DEFAULT_INDEX=f"{here}/none/")), "one-1.0-py3-none-any.whl: none of 1 indexes has it", "one that lost the package")

where, cache = configured(UV_DEFAULT_INDEX=f"{here}/html/"), work / "cache"
cache.mkdir()
one = hashlib.sha256(b"one").hexdigest()
is_(download.download("one", "one-1.0-py3-none-any.whl", one, where, cache).read_bytes(), b"one", "a file by its hash")
before = len(asked)
download.download("one", "one-1.0-py3-none-any.whl", one, where, cache)
is_(len(asked), before, "is fetched once")
(cache / one).write_bytes(b"won")
is_(download.download("one", "one-1.0-py3-none-any.whl", one, where, cache).read_bytes(), b"one", "one that the cache spoiled is fetched again")
try:
    said = download.download("two", "two-2.0.tar.gz", "0" * 64, where, cache)
except indexes.Away as error:
    said = str(error)
is_(said, "two-2.0.tar.gz: its SHA-256 is not the lock's", "another file of the name is refused")
is_(sorted(path.name for path in cache.iterdir()), [one], "and leaves nothing")


try:
    tags = download.tags_of("aarch64")
    is_([file for file in ("uv-1-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl", "uv-1-py3-none-any.whl",
                           "uv-1-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64.whl", "vu-1-py3-none-any.whl")
         if download.fits(file, "uv", tags)],
        ["uv-1-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl", "uv-1-py3-none-any.whl"],
        "the installer of another kind of machine")
except ImportError:
    number += 1
    print(f"ok {number} - # skip python3 has no pip")


def segment(name, content):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        info = tarfile.TarInfo(name)
        info.size = len(content)
        tar.addfile(info, io.BytesIO(content))
    return gzip.compress(out.getvalue(), mtime=0)


def checked(package):
    (work / "x-1-r0.apk").write_bytes(package)
    done = subprocess.run([sys.executable, "dockerfiles/scripts/kit/checksums.py", work / "index", work / "x-1-r0.apk"], stderr=subprocess.PIPE, text=True, check=False)
    return done.stderr.strip()


content = segment("usr/lib/x", b"a library")
control = segment(".PKGINFO", f"pkgname = x\ndatahash = {hashlib.sha256(content).hexdigest()}\n".encode())
signature = segment(".SIGN.RSA.key", b"signed")
(work / "index").write_text("x-1-r0.apk Q1" + base64.b64encode(hashlib.sha1(control).digest()).decode() + "\n", encoding="utf-8")
refused = "scibids: x-1-r0.apk: the mirror's file is not what its index says"
is_(checked(signature + control + content), "", "a package that its index knows")
is_(checked(signature + control + segment("usr/lib/x", b"another")), refused, "with other content")
is_(checked(signature + segment(".PKGINFO", b"pkgname = x\n") + content), refused, "with other metadata")
is_(checked((signature + control + content)[:-9]), refused, "cut off")
is_(checked(b""), refused, "and empty")
finish()
END
