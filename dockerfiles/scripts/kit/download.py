"""Downloads the artifacts that a lock names.   usage: download.py LIST CACHE OUT

LIST has a line "NAME FILE SHA256" for each. What CACHE has by its hash is not fetched again. Indexes are those that the
build uses: UV_DEFAULT_INDEX or pip's default, and those of the index options; the simple API of PEP 503 or 691.
"""

import base64
import hashlib
import html.parser
import json
import netrc
import os
import pathlib
import shutil
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

OPTIONS = pathlib.Path("/run/secrets/index-options")
NETRC = pathlib.Path("/root/.netrc")
WHEELS = pathlib.Path("/wheels")
ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
TRIES = 3


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def indexes():
    default, extra = os.environ.get("UV_DEFAULT_INDEX"), []
    for line in OPTIONS.read_text(encoding="utf-8").splitlines() if OPTIONS.exists() else ():
        option, _, value = line.replace("=", " ", 1).partition(" ")
        if option in ("-i", "--index-url"):
            default = os.path.expandvars(value.strip())
        elif option == "--extra-index-url":
            extra.append(os.path.expandvars(value.strip()))
    if not default:
        from pip._internal.models.index import PyPI

        default = PyPI.simple_url
    return [*extra, default]


def login(url):
    """The URL without its login, and the header that says it."""
    parts = urllib.parse.urlsplit(url)
    user, password = parts.username, parts.password or ""
    if user is None and NETRC.exists() and NETRC.stat().st_size:
        user, _, password = netrc.netrc(NETRC).authenticators(parts.hostname) or (None, None, "")
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    if user is None:
        return bare, {}
    word = f"{urllib.parse.unquote(user)}:{urllib.parse.unquote(password)}"
    return bare, {"Authorization": "Basic " + base64.b64encode(word.encode()).decode()}


def fetch(url, headers):
    """The answer's type and body; None where there is no such page. What may pass is tried again."""
    for attempt in range(1, TRIES + 1):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
                return answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                return None
            if error.code < 500 and error.code != 429 or attempt == TRIES:
                raise
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            if attempt == TRIES:
                raise
        time.sleep(attempt)


def urls_of(name, index):
    """URL of each file of the project, by file name."""
    bare, headers = login(index)
    page = urllib.parse.urljoin(bare.rstrip("/") + "/", f"{name}/")
    answer = fetch(page, {"Accept": ACCEPT, **headers})
    if answer is None:
        return {}
    kind, body = answer
    if kind.endswith("json"):
        return {file["filename"]: (urllib.parse.urljoin(page, file["url"]), headers) for file in json.loads(body)["files"]}
    links = Links()
    links.feed(body.decode("utf-8", "replace"))
    found = {}
    for href in links.found:
        url = urllib.parse.urldefrag(urllib.parse.urljoin(page, href)).url
        found[urllib.parse.unquote(urllib.parse.urlsplit(url).path.rpartition("/")[2])] = url, headers
    return found


def download(name, file, sha256):
    if (WHEELS / file).exists():
        return (WHEELS / file).read_bytes()
    looked = indexes()
    for index in looked:
        found = urls_of(name, index).get(file)
        answer = fetch(found[0], found[1] if same_host(found[0], index) else {}) if found else None
        if answer is not None:
            return answer[1]
    sys.exit(f"scibids: {file}: none of {len(looked)} indexes has it any more")


def same_host(a, b):
    """A login is for the index alone."""
    return urllib.parse.urlsplit(a).hostname == urllib.parse.urlsplit(b).hostname


def main():
    listing, cache, out = (pathlib.Path(path) for path in sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    for line in listing.read_text(encoding="utf-8").splitlines():
        name, file, sha256 = line.split(" ")
        kept = cache / sha256
        if not kept.exists():
            data = download(name, file, sha256)
            if hashlib.sha256(data).hexdigest() != sha256:
                sys.exit(f"scibids: {file}: its SHA-256 is not the lock's")
            kept.with_suffix(".part").write_bytes(data)
            kept.with_suffix(".part").rename(kept)
        shutil.copyfile(kept, out / file)


if __name__ == "__main__":
    main()
