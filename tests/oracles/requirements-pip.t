#!/bin/sh
# Reads every seed of the requirements fuzzer with pip's own parser and with ours: same requirements, same options.
# Skips where python3 has no pip. PYTHON: the interpreter to use.
python=${PYTHON:-python3}
"$python" -c 'import pip._internal.req.req_file' 2>/dev/null || { echo "1..0 # skip $python has no pip"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R tests/fuzz/seeds/requirements/. "$work" || exit 1
for dir in . pkg 'my pkg'; do
	mkdir -p "$work/$dir" && printf '[project]\nname = "x"\nversion = "1"\n' >"$work/$dir/pyproject.toml"
done
cat >"$work/compare.py" <<'END'
import glob
import logging
import optparse
import os
import subprocess
import sys
from urllib.parse import unquote

from pip._internal.models.format_control import FormatControl
from pip._internal.models.search_scope import SearchScope
from pip._internal.req.constructors import install_req_from_parsed_requirement
from pip._internal.req.req_file import parse_requirements
from pip._vendor.packaging.markers import Marker
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.utils import canonicalize_name

logging.disable(logging.CRITICAL)


class Session:
    def add_trusted_host(self, host, source=None):
        pass

    def update_index_urls(self, urls):
        pass


class Finder:
    def __init__(self):
        self.format_control = FormatControl()
        self.release_control = None
        self.search_scope = SearchScope(find_links=[], index_urls=[], no_index=False)
        self.prefer_binary = False

    find_links = property(lambda self: list(self.search_scope.find_links))
    index_urls = property(lambda self: list(self.search_scope.index_urls))

    def set_prefer_binary(self):
        self.prefer_binary = True

    def set_allow_all_prereleases(self):
        pass

    def set_release_control(self, control):
        self.release_control = control


def place(text):
    """A path as it is from here; a URL without its fragment."""
    if text.startswith("file:"):
        return os.path.relpath(unquote(text.split("#")[0])[len("file://"):])
    return text.split("#")[0] if "://" in text else os.path.relpath(text) if text else ""


def requirement_of_pip(parsed):
    req = install_req_from_parsed_requirement(parsed)
    file, _, line = parsed.comes_from[3:].rpartition(" (line ")
    hashes = {f"{algorithm}:{digest}" for algorithm, digests in (req.hash_options or {}).items() for digest in digests}
    return (
        os.path.relpath(file), int(line[:-1]), bool(req.editable), bool(parsed.constraint),
        canonicalize_name(req.name) if req.name else "",
        tuple(sorted(canonicalize_name(extra) for extra in req.extras)),
        "" if req.link else str(req.specifier or ""), place(req.link.url) if req.link else "",
        str(req.markers or ""), tuple(sorted(hashes)))


def read_with_pip(name):
    session, finder = Session(), Finder()
    options = optparse.Values({"require_hashes": False, "no_require_hashes": False, "features_enabled": []})
    parsed = list(parse_requirements(name, session=session, finder=finder, options=options))
    scope = finder.search_scope
    return [requirement_of_pip(p) for p in parsed], {
        # Index URLs are one list there: the first one, then the others.
        "index": " ".join(scope.index_urls), "links": [place(link) for link in scope.find_links], "no-index": bool(scope.no_index),
        "no-binary": sorted(finder.format_control.no_binary), "only-binary": sorted(finder.format_control.only_binary),
        "prefer-binary": finder.prefer_binary, "require-hashes": bool(options.require_hashes)}


def read_with_ours(name):
    run = subprocess.run([sys.argv[1], name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    if run.returncode != 0:
        raise ValueError(run.stderr)
    found, rest = [], {}
    for line in run.stdout.splitlines():
        kind, *field = line.split("\t")
        if kind != "requirement":
            rest[kind] = field[0]
            continue
        number, editable, constraint, file, project, extras, specifier, location, marker, hashes = field
        found.append((
            file, int(number), editable == "1", constraint == "1", project, tuple(sorted(set(extras.split()))),
            str(SpecifierSet(specifier)), place(location), str(Marker(marker)) if marker else "", tuple(sorted(hashes.split()))))
    index = [] if rest["no-index"] == "1" else (rest["index"] + " " + rest["extra"]).split()
    return found, {
        "index": " ".join(index), "links": [place(link) for link in rest["links"].split()], "no-index": rest["no-index"] == "1",
        "no-binary": rest["no-binary"].split(), "only-binary": rest["only-binary"].split(),
        "prefer-binary": rest["prefer-binary"] == "1", "require-hashes": rest["require-hashes"] == "1"}


def main():
    number = failed = 0
    for name in sorted(glob.glob("*.txt")):
        number += 1
        try:
            theirs = read_with_pip(name)
        except Exception as error:
            # An older pip does not know every option, a newer one refuses extras in a fragment.
            if "no such option" not in str(error) and "egg-fragment" not in str(error):
                raise
            print(f"ok {number} - {name} # skip this pip refuses it")
            continue
        ours = read_with_ours(name)
        # A repeated file is read once by us, and so are its lines.
        seen = set()
        requirements = [r for r in theirs[0] if not (r in seen or seen.add(r))]
        # The name of a directory's project, which its pyproject.toml says, pip learns only when it builds it.
        named = [(*b[:4], "", *b[5:]) if not a[4] and os.path.isdir(b[7]) else b for a, b in zip(requirements, ours[0])] + ours[0][len(requirements):]
        same = requirements == named and theirs[1] == ours[1]
        failed += not same
        print(f"{'ok' if same else 'not ok'} {number} - {name}: {len(ours[0])} requirements")
        for a, b in [] if same else zip(requirements + [theirs[1]], ours[0] + [ours[1]]):
            if a != b:
                print(f"# {name}\n# pip  {a}\n# ours {b}", file=sys.stderr)
    print(f"1..{number}")
    return failed > 0 or number == 0


sys.exit(main())
END
[ -x "$SCIBIDS_HELPERS/unit/requirements" ] || make -s helpers/build/unit/requirements || exit
cd "$work" && "$python" -W ignore compare.py "$SCIBIDS_HELPERS/unit/requirements"
