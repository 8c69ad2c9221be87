"""Package indexes as a build has them configured, read by the simple API (PEP 503, 691)."""

import base64
import html.parser
import json
import netrc
import os
import pathlib
import re
import time
import tomllib
import urllib.error
import urllib.parse
import urllib.request

OPTIONS = pathlib.Path("/run/secrets/index-options")
NETRC = pathlib.Path("/root/.netrc")
ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
TRIES = 3
SECONDS = 60


class Away(Exception):
    """The reason why something cannot be fetched, in one line."""


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


class Redirects(urllib.request.HTTPRedirectHandler):
    """A login is for the host that it was given for; urllib hands it on to any."""

    def redirect_request(self, request, *answer):
        following = super().redirect_request(request, *answer)
        if following:
            here, there = urllib.parse.urlsplit(request.full_url), urllib.parse.urlsplit(following.full_url)
            if there.netloc != here.netloc or there.scheme not in (here.scheme, "https"):
                following.remove_header("Authorization")
        return following


open_url = urllib.request.build_opener(Redirects).open


def fetch(url, headers):
    """The answer's type and body; None if there is no such page. Errors that may pass are tried again."""
    for attempt in range(1, TRIES + 1):
        try:
            with open_url(urllib.request.Request(url, headers=headers), timeout=SECONDS) as answer:
                return answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                return None
            if error.code in (401, 403):
                raise Away(f"{host(url)} asks for a login: set SCIBIDS_NETRC") from error
            why = f"it answers {error.code}"
            if error.code < 500 and error.code != 429:
                break
        except OSError as error:
            why = str(getattr(error, "reason", error))
        if attempt < TRIES:
            time.sleep(attempt)
    raise Away(f"{host(url)} cannot be read: {why}")


def host(url):
    return urllib.parse.urlsplit(url).hostname or "the index"


def logins():
    try:
        return netrc.netrc(NETRC)
    except netrc.NetrcParseError as error:
        raise Away(f"SCIBIDS_NETRC: not a netrc file: see line {error.lineno}") from error


class Index:
    def __init__(self, url, user=None, password=None, flat=False):
        parts = urllib.parse.urlsplit(url)
        self.url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        self.flat, self.pages = flat, {}
        if parts.username is not None:
            user, password = urllib.parse.unquote(parts.username), urllib.parse.unquote(parts.password or "")
        if user is None and NETRC.exists() and NETRC.stat().st_size:
            user, _, password = logins().authenticators(parts.hostname or "") or (None, None, None)
        self.headers = {}
        if user is not None:
            self.headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password or ''}".encode()).decode()

    def files(self, name):
        """URL of each file of the project, by file name."""
        page = self.url if self.flat else urllib.parse.urljoin(self.url.rstrip("/") + "/", f"{name}/")
        if page not in self.pages:
            answer = fetch(page, {"Accept": ACCEPT, **self.headers})
            self.pages[page] = {} if answer is None else links(page, *answer)
        return self.pages[page]

    def read(self, name, file):
        """The file's content; None: the index does not have it. A login is for the index's own host."""
        url = self.files(name).get(file)
        answer = url and fetch(url, self.headers if host(url) == host(self.url) else {})
        return answer[1] if answer else None


def links(page, kind, body):
    if kind.endswith("json"):
        return {file["filename"]: urllib.parse.urljoin(page, file["url"]) for file in json.loads(body)["files"]}
    parser = Links()
    parser.feed(body.decode("utf-8", "replace"))
    urls = [urllib.parse.urldefrag(urllib.parse.urljoin(page, href)).url for href in parser.found]
    return {urllib.parse.unquote(urllib.parse.urlsplit(url).path.rpartition("/")[2]): url for url in urls}


class Directory:
    """The files that --find-links names on this machine."""

    def __init__(self, path):
        self.path = pathlib.Path(path)

    def read(self, _, file):
        return (self.path / file).read_bytes() if (self.path / file).is_file() else None


def found_in(place):
    place = os.path.expandvars(place)
    return Index(place, flat=True) if re.match("https?:", place) else Directory(place.removeprefix("file://"))


def of_options(lines):
    """The indexes of pip's options, and the default where they name one."""
    found, default = [], None
    for line in lines:
        option, value = re.match(r"(\S*?)(?:\s*=\s*|\s+|$)(.*)", line).groups()
        value = os.path.expandvars(value.strip())
        if option in ("-i", "--index-url"):
            default = Index(value)
        elif option == "--extra-index-url":
            found.append(Index(value))
        elif option in ("-f", "--find-links"):
            found.append(found_in(value))
    return found, default


def of_config(text):
    """The same of uv's configuration."""
    config = tomllib.loads(text)
    found, default = [found_in(place) for place in config.get("find-links", [])], None
    for entry in config.get("index", []):
        name = re.sub("[^A-Z0-9]", "_", entry.get("name", "").upper())
        index = Index(entry["url"], os.environ.get(f"UV_INDEX_{name}_USERNAME") or None, os.environ.get(f"UV_INDEX_{name}_PASSWORD"),
                      entry.get("format") == "flat")
        found.append(index)
        default = index if entry.get("default") else default
    found += [Index(url) for url in config.get("extra-index-url", [])]
    return found, Index(config["index-url"]) if "index-url" in config else default


def configured():
    lines = OPTIONS.read_text(encoding="utf-8").splitlines() if OPTIONS.exists() else []
    found, default = of_options([line for line in lines if not line.startswith("#uv ")])
    more, said = of_config("\n".join(line[4:] for line in lines if line.startswith("#uv ")))
    chosen = os.environ.get("UV_DEFAULT_INDEX")
    default = Index(chosen) if chosen else default or said
    if default is None:
        from pip._internal.models.index import PyPI

        default = Index(PyPI.simple_url)
    return [*found, *more, default]


def headers_for(url):
    """The login for a file: its URL's own, or that of an index on its host, or the netrc's."""
    file = Index(url)
    if urllib.parse.urlsplit(url).username is not None:
        return file.headers
    beside = [index for index in configured() if isinstance(index, Index) and host(index.url) == host(url)]
    return next((index.headers for index in beside if index.headers), file.headers)
