"""A network for tests behind one port: files, a package index, a registry and a proxy, with the faults that a test asks for.

usage: network.py DIRECTORY ADDRESS [REGISTRY-PORT | CERTIFICATE KEY]

/simple/NAME/ lists DIRECTORY/wheels in JSON (PEP 691), /html/simple/NAME/ in HTML (PEP 503); /v2/ is the registry's; any other path is
a file of DIRECTORY; CONNECT makes it a proxy.
DIRECTORY/faults, read at each request, has lines of
    PATTERN KIND [COUNT]      KIND is a status, or: half, slow, login, other; COUNT requests get it, or all
DIRECTORY/port gets the port, DIRECTORY/requests a line for each request, with the fault that it met.
"""

import base64
import hashlib
import http.client
import http.server
import json
import pathlib
import re
import select
import socket
import ssl
import sys
import threading
import time

LOGIN = "Basic " + base64.b64encode(b"somebody:secret").decode()
top = pathlib.Path(sys.argv[1])
lock = threading.Lock()
used = {}


def fault_of(path):
    """The kind of the first line whose pattern PATH has and whose count is not used up."""
    faults = top / "faults"
    written = faults.stat().st_mtime_ns
    for line in faults.read_text().splitlines():
        pattern, kind, count = (line.split() + ["", "", ""])[:3]
        if pattern and re.search(pattern, path):
            with lock:
                used[written, line] = used.get((written, line), 0) + 1
                if not count or used[written, line] <= int(count):
                    return kind
    return ""


def listing(name, html):
    """What the index says of NAME, and of what type that is."""
    files = []
    for path in sorted((top / "wheels").glob(f"{name}-*")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        files.append({"filename": path.name, "url": f"/wheels/{path.name}", "size": path.stat().st_size, "hashes": {"sha256": digest},
                      "upload-time": "2026-01-01T00:00:00Z"})  # fmt: skip
    if not files:
        return None, ""
    if html:
        links = [f'<a href="{file["url"]}#sha256={file["hashes"]["sha256"]}">{file["filename"]}</a>' for file in files]
        return "\n".join(["<!DOCTYPE html>", *links]).encode(), "text/html"
    versions = sorted({file["filename"].split("-")[1] for file in files})
    page = {"meta": {"api-version": "1.1"}, "name": name, "versions": versions, "files": files}
    return json.dumps(page).encode(), "application/vnd.pypi.simple.v1+json"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An engine that begins with TLS learns from the answer that it gets none here.
    default_request_version = "HTTP/1.1"

    def answer(self, status, body=b"", sent=None, **headers):
        self.send_response(status)
        for name, value in {"Content-Length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[:sent])

    def forward(self):
        registry = http.client.HTTPConnection("127.0.0.1", int(sys.argv[3]), timeout=60)
        registry.request(self.command, self.path, headers={name: value for name, value in self.headers.items() if name.lower() not in ("host", "authorization")})
        got = registry.getresponse()
        body = got.read()
        kept = {name: value for name, value in got.getheaders() if name.lower() not in ("content-length", "transfer-encoding", "connection")}
        self.answer(got.status, body, **kept, **({"Content-Length": got.getheader("Content-Length")} if self.command == "HEAD" else {}))

    def do_GET(self):
        kind = fault_of(self.path)
        with lock, open(top / "requests", "a") as requests:
            requests.write(f"{self.command} {self.path} {kind}\n")
        if kind.isdigit():
            return self.answer(int(kind))
        if kind == "login" and self.headers.get("Authorization") != LOGIN:
            return self.answer(401, WWW_Authenticate='Basic realm="test"')
        if self.path.startswith("/v2/") and len(sys.argv) == 4:
            return self.forward()
        listed = re.fullmatch(r"(/html)?/simple/([^/]+)/", self.path)
        path = top / self.path.lstrip("/")
        if listed:
            body, content = listing(listed[2], listed[1])
        else:
            body, content = path.read_bytes() if path.is_file() else None, "application/octet-stream"
        if body is None:
            return self.answer(404)
        if kind == "slow":
            time.sleep(3)
        if kind == "other":
            body = bytes(len(body))
        sent = len(body) // 2 if kind == "half" else len(body)
        self.close_connection = sent < len(body)
        return self.answer(200, body, sent, Content_Type=content)

    do_HEAD = do_GET

    def do_CONNECT(self):
        with lock, open(top / "requests", "a") as requests:
            requests.write(f"CONNECT {self.path}\n")
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=60) as other:
            self.send_response(200)
            self.end_headers()
            ends = {self.connection: other, other: self.connection}
            while ready := select.select(list(ends), [], [], 60)[0]:
                for end in ready:
                    data = end.recv(65536)
                    if not data:
                        self.close_connection = True
                        return
                    ends[end].sendall(data)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer((sys.argv[2], 0), Handler)
if len(sys.argv) > 4:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
(top / "port.part").write_text(f"{server.server_port}\n")
(top / "port.part").rename(top / "port")
server.serve_forever()
