"""Compares findings of scibids-audit with those of a plain matcher made of `packaging` and `yaml`.

usage: compare.py SCIBIDS-AUDIT DIR ADVISORIES; DIR/vulns has PyPA's advisories.
An image of every package at every version that any of its advisories names, and beside it: the number of findings by both,
and each difference with its reason. Exit 1 for a difference that has none."""

import collections
import functools
import glob
import json
import re
import subprocess
import sys

import yaml
from packaging.version import InvalidVersion, Version

program, work, compiled = sys.argv[1:]
sys.path.insert(0, "tests/cases/audit")
from image import SITE, alpine, docker, layer  # noqa: E402

Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
ZERO = Version("0")
normalise = lambda name: re.sub("[-_.]+", "-", name).lower()
advisories = collections.defaultdict(list)
for path in sorted(glob.glob(work + "/vulns/*/*.yaml")):
    with open(path) as file:
        document = yaml.load(file, Loader)
    if "withdrawn" not in document:
        for affected in document["affected"]:
            advisories[normalise(affected["package"]["name"])].append((document, affected))


@functools.lru_cache(None)
def version(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


def prepare(affected):
    """Its listed versions, and the sorted events of each range; whether a version in a range is malformed."""
    listed = {version(text) for text in affected.get("versions", [])} - {None}
    ranges, malformed = [], False
    for block in affected.get("ranges", []):
        if block["type"] != "ECOSYSTEM":
            continue
        events = []
        for event in block["events"]:
            (kind, text), = event.items()
            at = version(text)
            malformed |= at is None
            if at is not None:
                events.append((at, 0 if kind == "fixed" else 1 if kind == "introduced" else 2, kind))
        ranges.append(sorted(events, key=lambda event: event[:2]))
    return set(affected.get("versions", [])), listed, ranges, malformed


def affects(prepared, installed):
    """OSV's evaluation; also whether a malformed version took part."""
    texts, listed, ranges, malformed = prepared
    own = version(installed)
    hit = installed in texts or own in listed
    if own is None:
        return hit, False
    for events in ranges:
        state = False
        for at, _, kind in events:
            if kind == "introduced" and (own >= at or at == ZERO):
                state = True
            elif kind == "fixed" and own >= at or kind == "last_affected" and own > at:
                state = False
        hit |= state
    return hit, malformed


def versions_of(entries):
    found = {"0", "99999"}
    for _, affected in entries:
        found.update(affected.get("versions", []))
        found.update(t for r in affected.get("ranges", []) if r["type"] == "ECOSYSTEM" for e in r["events"] for t in e.values())
    return found


# An image may have a package in one version only once in a place, and 20,000 packages at most.
pairs = sorted((n, v) for n, entries in advisories.items() for v in versions_of(entries) if re.fullmatch(r"[!-~]+", v) and "/" not in v)
ours, theirs, reasons, same = {}, {}, collections.Counter(), 0
for begin in range(0, len(pairs), 10000):
    part = pairs[begin:begin + 10000]
    files = {"%s%d.dist-info/METADATA" % (SITE, i): "Name: %s\nVersion: %s\n" % pair for i, pair in enumerate(part)}
    docker(work + "/all.tar", [layer({**alpine(("musl", "1.2.5-r0", "musl")), **files})])
    run = subprocess.run([program, "-a", compiled, "-n", "2024-10-11T00:00:00Z", "-f", "json", work + "/all.tar"], capture_output=True, text=True)
    if run.returncode not in (1, 3):
        sys.exit("exit %d: %s" % (run.returncode, run.stderr))
    for finding in json.loads(run.stdout)["findings"]:
        ours.setdefault((finding["package"], finding["version"]), []).append(set(finding["names"]))
prepared = {name: [(document, prepare(affected)) for document, affected in entries] for name, entries in advisories.items()}
unexplained = 0
for name, installed in pairs:
    found = ours.get((name, installed), [])
    for document, events in prepared[name]:
        hit, malformed = affects(events, installed)
        ids = {document["id"], *document.get("aliases", [])}
        mine = any(document["id"] in names for names in found)
        theirs[hit] = theirs.get(hit, 0) + 1
        if mine == hit:
            same += 1
            continue
        if malformed and mine:
            reason = "a malformed version in a range: taken so that nothing is missed"
        else:
            reason = None
        reasons[reason or "unexplained: %s %s %s" % (name, installed, document["id"])] += 1
        unexplained += reason is None
    # One finding for one vulnerability: no CVE is in two findings of a package.
    cves = [c for names in found for c in names if c.startswith("CVE-")]
    if len(cves) != len(set(cves)):
        unexplained += 1
        print("a CVE in two findings: %s %s" % (name, installed))
for reason, count in sorted(reasons.items()):
    print("%d differ: %s" % (count, reason))
print("%d packages at %d versions, %d pairs with advisories, %d affected: %d the same, %d differ, %d of them unexplained" % (
    len(advisories), len(pairs), same + sum(reasons.values()), theirs.get(True, 0), same, sum(reasons.values()), unexplained))
sys.exit(unexplained > 0)
