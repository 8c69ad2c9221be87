"""A network for tests: files, a package index (PEP 691), a registry and a proxy behind one port, with the faults that a test asks for.

usage: network.py DIRECTORY ADDRESS [CERTIFICATE KEY [REGISTRY-PORT]]

/simple/NAME/ lists DIRECTORY/wheels; /v2/ is the registry's; a path is a file of DIRECTORY; CONNECT makes it a proxy.
DIRECTORY/faults, read at each request, has lines of
    PATTERN KIND [COUNT]      KIND is a status, or: half, slow, login; COUNT requests get it, or all
DIRECTORY/port gets the port, DIRECTORY/requests a line for each request.
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
    for line in faults.read_text().splitlines() if faults.exists() else []:
        pattern, kind, count = (line.split() + [""])[:3]
        if re.search(pattern, path):
            with lock:
                used[line] = used.get(line, 0) + 1
                if not count or used[line] <= int(count):
                    return kind
    return ""


def page(name):
    files = []
    for path in sorted((top / "wheels").glob("*")):
        if re.sub(r"[-_.]+", "-", path.name.split("-")[0]).lower() == name:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            files.append({"filename": path.name, "url": f"/wheels/{path.name}", "size": path.stat().st_size, "hashes": {"sha256": digest},
                          "upload-time": "2026-01-01T00:00:00Z"})  # fmt: skip
    return json.dumps({"meta": {"api-version": "1.1"}, "name": name, "versions": sorted({file["filename"].split("-")[1] for file in files}), "files": files}).encode() if files else None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in {"Content-Length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def forward(self):
        registry = http.client.HTTPConnection("127.0.0.1", int(sys.argv[5]), timeout=60)
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
            return self.answer(int(kind), b"", **({"Retry_After": "1"} if kind in ("429", "503") else {}))
        if kind == "login" and self.headers.get("Authorization") != LOGIN:
            return self.answer(401, b"", WWW_Authenticate='Basic realm="test"')
        if self.path.startswith("/v2/") and len(sys.argv) > 5:
            return self.forward()
        listed = re.fullmatch(r"(?:/private)?/simple/([^/]+)/", self.path)
        path = top / self.path.removeprefix("/private").lstrip("/")
        body = page(listed[1]) if listed else path.read_bytes() if path.is_file() else None
        if body is None:
            return self.answer(404)
        if kind == "half":
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return None
        if kind == "slow":
            time.sleep(8)
        return self.answer(200, body, Content_Type="application/vnd.pypi.simple.v1+json" if listed else "application/octet-stream")

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
