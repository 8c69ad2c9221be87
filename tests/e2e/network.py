"""Serves the files of a directory over HTTP, with the faults that a test asks for.

usage: network.py DIRECTORY ADDRESS
DIRECTORY/faults, read at each request, has lines of
    PATTERN KIND [COUNT]      KIND is a status, or: half, slow; COUNT requests get it, or all
DIRECTORY/port gets the port, DIRECTORY/requests a line for each request, with the fault that it met.
"""

import http.server
import pathlib
import re
import sys
import threading
import time

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


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", sent=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:sent])

    def do_GET(self):
        kind = fault_of(self.path)
        with lock, open(top / "requests", "a") as requests:
            requests.write(f"{self.command} {self.path} {kind}\n")
        if kind.isdigit():
            return self.answer(int(kind))
        path = top / self.path.lstrip("/")
        if not path.is_file():
            return self.answer(404)
        body = path.read_bytes()
        if kind == "half":
            self.close_connection = True
            return self.answer(200, body, len(body) // 2)
        if kind == "slow":
            time.sleep(3)
        return self.answer(200, body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer((sys.argv[2], 0), Handler)
(top / "port.part").write_text(f"{server.server_port}\n")
(top / "port.part").rename(top / "port")
server.serve_forever()
