"""A registry that does not keep its word, on a free port of this machine.

usage: registry.py DIRECTORY
Under every tag of every name it has one image of one layer, of bytes that nobody has seen before. DIRECTORY/fault, read at each request,
says what it does: blob (a layer that is not what its digest says), lost (no layer), half, manifest (not what its digest says),
login (nothing without one), private (the layer alone wants one), busy. DIRECTORY/port gets the port.
"""

import hashlib
import http.server
import io
import json
import os
import pathlib
import platform
import sys
import tarfile

top = pathlib.Path(sys.argv[1])
OCI = "application/vnd.oci.image"
ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def describe(kind, content):
    return {"mediaType": f"{OCI}.{kind}", "digest": digest(content), "size": len(content)}


def make_layer():
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as tar:
        for name in ("layer", "shared", "trimmed", "facts"):
            entry = tarfile.TarInfo(f"{name}/of-nobody")
            entry.size = 40000
            tar.addfile(entry, io.BytesIO(os.urandom(entry.size)))
    return body.getvalue()


layer = make_layer()
config = json.dumps({"architecture": ARCHITECTURE, "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": [digest(layer)]}}).encode()
manifest = json.dumps({"schemaVersion": 2, "mediaType": f"{OCI}.manifest.v1+json", "config": describe("config.v1+json", config),
                       "layers": [describe("layer.v1.tar", layer)]}).encode()


def change(content):
    return content[:-20000] + bytes([content[-20000] ^ 255]) + content[-19999:]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    # An engine tries TLS first, and goes on without it where the answer is one of HTTP.
    def parse_request(self):
        if self.raw_requestline.startswith(b"\x16"):
            self.close_connection = True
            self.wfile.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
            return False
        return super().parse_request()

    def answer(self, status, body=b"", sent=None, **headers):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[:sent])

    def blob(self, fault):
        if fault == "lost":
            return self.answer(404)
        if fault == "private":
            return self.answer(401, WWW_Authenticate='Basic realm="nobody"')
        if fault == "half":
            self.close_connection = True
            return self.answer(200, layer, len(layer) // 2)
        return self.answer(200, change(layer) if fault == "blob" else layer)

    def do_GET(self):
        fault = (top / "fault").read_text().strip()
        if fault == "login":
            return self.answer(401, WWW_Authenticate='Basic realm="nobody"')
        if fault == "busy":
            return self.answer(503)
        if "/manifests/" in self.path:
            wrong = fault == "manifest" and "sha256:" in self.path and self.command == "GET"
            return self.answer(200, manifest + b"\n" if wrong else manifest, Content_Type=f"{OCI}.manifest.v1+json",
                               Docker_Content_Digest=digest(manifest))
        if self.path.endswith(digest(config)):
            return self.answer(200, config)
        if self.path.endswith(digest(layer)):
            return self.blob(fault)
        return self.answer(200 if self.path == "/v2/" else 404)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
(top / "port.part").write_text(f"{server.server_port}\n")
(top / "port.part").rename(top / "port")
server.serve_forever()
