"""usage: index.py DIRECTORY ADDRESS
Serves the wheels in DIRECTORY as a package index (PEP 691, PEP 658) with the headers that a public one sends, so that each
tool's cache does what it does there. Prints the index's URL, then runs until it is killed."""
import hashlib
import json
import pathlib
import re
import sys
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from shutil import copyfileobj

PAGE = "application/vnd.pypi.simple.v1+json"


def metadata(path):
    with zipfile.ZipFile(path) as wheel:
        return wheel.read(next(name for name in wheel.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name)))


def sha256(data):
    return {"sha256": hashlib.sha256(data).hexdigest()}


def describe(path, facts):
    entry = {"filename": path.name, "url": f"/files/{path.name}", "size": path.stat().st_size, "hashes": sha256(path.read_bytes()),
             "core-metadata": sha256(facts), "dist-info-metadata": sha256(facts), "upload-time": "2026-01-01T00:00:00.000000Z"}
    requires = re.search(rb"^Requires-Python: *(.*?)\r?$", facts, re.M)
    return entry | ({"requires-python": requires[1].decode()} if requires else {})


def read(directory):
    """{project: its page}, {file name: its path, or its metadata}"""
    projects, files = {}, {}
    for path in sorted(pathlib.Path(directory).glob("*.whl")):
        facts = metadata(path)
        project = re.sub(r"[-_.]+", "-", path.name.split("-")[0]).lower()
        projects.setdefault(project, []).append(describe(path, facts))
        files[path.name] = path
        files[path.name + ".metadata"] = facts
    versions = {project: sorted({entry["filename"].split("-")[1] for entry in found}) for project, found in projects.items()}
    return {project: json.dumps({"meta": {"api-version": "1.1"}, "name": project, "versions": versions[project], "files": found}).encode()
            for project, found in projects.items()}, files


class Index(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        kind, _, name = self.path.strip("/").partition("/")
        found = self.pages.get(name) if kind == "simple" else self.files.get(name) if kind == "files" else None
        if found is None:
            self.head(404, "text/plain", "max-age=600", 0)
        elif kind == "simple":
            self.head(200, PAGE, "max-age=600", len(found))
            self.wfile.write(found)
        elif isinstance(found, bytes):
            self.head(200, "application/octet-stream", "max-age=365000000, immutable, public", len(found))
            self.wfile.write(found)
        else:
            self.head(200, "application/octet-stream", "max-age=365000000, immutable, public", found.stat().st_size)
            with open(found, "rb") as wheel:
                copyfileobj(wheel, self.wfile, 1 << 20)

    def head(self, status, kind, cache, size):
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Cache-Control", cache), ("Content-Length", str(size))):
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        pass


Index.pages, Index.files = read(sys.argv[1])
server = ThreadingHTTPServer((sys.argv[2], 0), Index)
print(f"http://{sys.argv[2]}:{server.server_port}/simple", flush=True)
server.serve_forever()
