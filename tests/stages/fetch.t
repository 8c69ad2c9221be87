#!/bin/sh
# dockerfiles/scripts/tools/fetch.py: what it installs by itself, and what it leaves to pip.
set -u
command -v python3 >/dev/null || { echo '1..0 # skip python3 is not installed'; exit 0; }
python3 -c 'import pip._internal.models.index' 2>/dev/null || { echo '1..0 # skip pip is not installed'; exit 0; }
exec python3 -B - "$PWD/dockerfiles/scripts/tools" <<'END'
import gzip, hashlib, http.server, io, json, os, subprocess, sys, tempfile, threading, zipfile

work = tempfile.mkdtemp()
sys.path.insert(0, "tests")
from tap import finish, ok


def wheel():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("thing/__init__.py", "x = 1\n")
        archive.writestr("thing-1.0.data/scripts/thing", "#!/bin/sh\necho it runs\n")
        archive.writestr("thing-1.0.dist-info/METADATA", "Name: thing\n")
    return content.getvalue()


WHEEL = wheel()
HASH = hashlib.sha256(WHEEL).hexdigest()
served = {"kind": "application/vnd.pypi.simple.v1+json", "content": WHEEL}


class Index(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        files = [{"filename": "thing-1.0.tar.gz", "url": "../files/x", "hashes": {"sha256": HASH}},
                 {"filename": "thing-1.0-py3-none-any.whl", "url": "../../files/thing.whl", "hashes": {"sha256": HASH}}]
        content = served["content"] if self.path == "/files/thing.whl" else json.dumps({"files": files}).encode()
        self.send_response(200)
        if "gzip" in self.headers["Accept-Encoding"]:
            content = gzip.compress(content)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", served["kind"])
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index)
threading.Thread(target=server.serve_forever, daemon=True).start()
URL = f"http://127.0.0.1:{server.server_port}/simple/"

# The script's own paths, moved
RUN = """
import os, sys, sysconfig
sys.path.insert(0, sys.argv.pop(1))
root = sys.argv.pop(1)
import fetch
fetch.sysconfig.get_paths = lambda: {"purelib": root + "/lib", "scripts": root + "/bin"}
listdir, opened = os.listdir, open
fetch.os.listdir = lambda path: listdir(path.replace("/wheels", root + "/wheels"))
fetch.open = lambda path, *rest, **more: opened(path.replace("/wheels/", root + "/wheels/"), *rest, **more)
# What this machine says to its own pip
fetch.os.path.exists = lambda path: False
fetch.main()
"""


def fetch(name, *arguments, hashes=HASH, local=None, **environment):
    root = os.path.join(work, name)
    for folder in "lib", "bin", "wheels":
        os.makedirs(os.path.join(root, folder))
    if local is not None:
        with open(root + "/wheels/thing-1.0-py3-none-any.whl", "wb") as file:
            file.write(local)
    with open(root + "/tools.txt", "w") as file:
        file.write(f"# a remark\nthing==1.0 --hash=sha256:{'0' * 64} \\\n  --hash=sha256:{hashes}\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_") and not name.lower().endswith("_proxy")}
    done = subprocess.run([sys.executable, "-B", "-c", RUN, sys.argv[1], root, root + "/tools.txt", *arguments],
                          env=kept | environment, capture_output=True, text=True)
    return done.returncode, done.stderr.strip(), os.path.exists(root + "/lib/thing/__init__.py"), root


status, said, there, root = fetch("index", PIP_INDEX_URL=URL)
ok(status == 0 and there, "a wheel of an index that compresses its page is installed", status, said)
ran = subprocess.run([root + "/bin/thing"], capture_output=True, text=True).stdout if status == 0 else ""
ok(ran == "it runs\n", "and its script runs", ran)
status, said, there, _ = fetch("kit", "--no-index", local=WHEEL)
ok(status == 0 and there, "one of the kit, without an index", status, said)
status, said, there, _ = fetch("kit-wrong", "--no-index", local=WHEEL + b"x")
ok(status == 1 and not there and "kit has no wheel" in said, "different content does not count", status, said)
status, said, there, _ = fetch("pin", PIP_INDEX_URL=URL, hashes="1" * 64)
ok(status == 1 and not there, "a hash that is not pinned", status, said)
served["content"] = WHEEL + b"x"
status, said, there, _ = fetch("content", PIP_INDEX_URL=URL)
ok(status == 1 and not there, "a file that does not have its hash", status, said)
served["content"] = WHEEL
for name, environment in {"login": {"PIP_INDEX_URL": URL.replace("//", "//me:secret@")}, "setting": {"PIP_INDEX_URL": URL, "PIP_PROXY": "x"}}.items():
    status, said, there, _ = fetch(name, **environment)
    ok(status == 1 and not there and "own settings" in said and "secret" not in said, f"a {name} is left to pip", status, said)
served["kind"] = "text/html"
status, said, there, _ = fetch("html", PIP_INDEX_URL=URL)
ok(status == 1 and not there and "JSON" in said, "an index without JSON too", status, said)
server.shutdown()
status, said, there, _ = fetch("away", PIP_INDEX_URL="http://127.0.0.1:9/simple")
ok(status == 1 and not there and "\n" not in said, "and one that does not answer, in one line", status, said)
subprocess.run(["rm", "-rf", work])
finish()
END
