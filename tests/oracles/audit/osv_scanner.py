"""Compares findings of scibids-audit with those of osv-scanner, by the same data, without a network.

usage: osv_scanner.py OSV-SCANNER SCIBIDS-AUDIT DIR COMPILED IMAGE.tar BRANCH SECDB.json...; DIR/vulns has PyPA's advisories.
Every package of the data at every version that any of its advisories names; then the apks of the image. Prints how many are
the same, and each kind of difference with its reason. Exit 1 for a difference that has none."""

import collections
import glob
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile

import yaml
from packaging.version import InvalidVersion, Version

scanner, program, work, compiled, image, branch, *secdb = sys.argv[1:]
sys.path.insert(0, "tests/cases/audit")
from image import SITE, alpine, docker, layer  # noqa: E402

Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
normalise = lambda name: re.sub("[-_.]+", "-", name).lower()
environment = os.environ | {"OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY": work}


def write_database(ecosystem, documents):
    os.makedirs(f"{work}/osv-scanner/{ecosystem}", exist_ok=True)
    with zipfile.ZipFile(f"{work}/osv-scanner/{ecosystem}/all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for document in documents:
            archive.writestr(document["id"] + ".json", json.dumps(document))


def scan(*arguments):
    """{(package, version): {id}} by osv-scanner, which ends with 1 where it finds something."""
    run = subprocess.run([scanner, "scan", "--experimental-offline", "--experimental-no-resolve", "--format", "json", *arguments],
                         capture_output=True, env=environment)
    if run.returncode not in (0, 1):
        sys.exit(run.stderr.decode()[-1000:])
    packages = [package for result in json.loads(run.stdout)["results"] for package in result["packages"]]
    return {(p["package"]["name"], p["package"]["version"]): {v["id"] for v in p["vulnerabilities"]} for p in packages}


def audit(path):
    run = subprocess.run([program, "-a", compiled, "-n", "2024-10-11T00:00:00Z", "-f", "json", path], capture_output=True, text=True)
    if run.returncode not in (1, 3):
        sys.exit("exit %d: %s" % (run.returncode, run.stderr))
    return json.loads(run.stdout)["findings"]


def is_version(text):
    try:
        return bool(Version(text))
    except InvalidVersion:
        return False


# Python: without what only people read
affected, documents = collections.defaultdict(list), {}
for path in sorted(glob.glob(work + "/vulns/*/*.yaml")):
    with open(path) as file:
        document = yaml.load(file, Loader)
    document = {key: document[key] for key in ("id", "modified", "aliases", "affected", "withdrawn") if key in document}
    documents[document["id"]] = document
    if "withdrawn" not in document:
        for entry in document["affected"]:
            affected[normalise(entry["package"]["name"])].append((document["id"], entry))
write_database("PyPI", documents.values())


def versions_of(entries):
    found = {"0", "99999"}
    for _, entry in entries:
        found.update(entry.get("versions", []))
        found.update(t for r in entry.get("ranges", []) if r["type"] == "ECOSYSTEM" for e in r["events"] for t in e.values())
    return {v for v in found if re.fullmatch(r"[0-9A-Za-z.!+_-]+", v)}


def starts(events):
    return [e["introduced"] for e in events if "introduced" in e and is_version(e["introduced"])]


def ends(events):
    return [e["fixed"] for e in events if "fixed" in e and is_version(e["fixed"])]


def names_of(id_):
    return {id_, *documents[id_].get("aliases", [])}


pairs = sorted((name, version) for name, entries in affected.items() for version in versions_of(entries))
theirs, ours = {}, collections.defaultdict(set)
for begin in range(0, len(pairs), 2500):
    part = pairs[begin:begin + 2500]
    with open(work + "/requirements.txt", "w") as file:
        file.writelines(f"{name}=={version}\n" for name, version in part)
    theirs |= scan("--lockfile", work + "/requirements.txt")
    files = {"%s%d.dist-info/METADATA" % (SITE, i): "Name: %s\nVersion: %s\n" % pair for i, pair in enumerate(part)}
    docker(work + "/all.tar", [layer({**alpine(("musl", "1.2.5-r0", "musl")), **files})])
    for finding in audit(work + "/all.tar"):
        if finding["purl"].startswith("pkg:pypi/"):
            ours[finding["package"], finding["version"]] |= set(finding["names"])
counts, unexplained = collections.Counter(), 0
for name, version in pairs:
    for id_, entry in affected[name]:
        mine, other = id_ in ours[name, version], id_ in theirs.get((name, version), set())
        events = [e for r in entry.get("ranges", []) if r["type"] == "ECOSYSTEM" for e in r["events"]]
        texts = [text for event in events for text in event.values()] + [version]
        if mine == other:
            counts["the same"] += 1
        elif mine and any(names_of(id_) & names_of(told) for told in theirs.get((name, version), set())):
            counts["one of several records that share a name: the scanner tells the first of them"] += 1
        elif mine and entry["package"]["name"] != name:
            counts["a name that is not normalised in the database: the scanner takes names as they are written"] += 1
        elif mine and entry["ranges"][0]["type"] == "GIT":
            counts["a range of commits before that of versions: the scanner ends with it, and knows only the versions that are listed"] += 1
        elif mine and set(map(Version, starts(events))) & set(map(Version, ends(events))):
            counts["a range that begins where another one ends: the scanner lets it end there"] += 1
        elif not all(map(is_version, texts)) and mine:
            counts["a malformed version in a range: the scanner orders it by text, we take it so that nothing is missed"] += 1
        elif mine and "+" in version:
            counts["a local part: the scanner orders it behind the version, we take it as a build of that version"] += 1
        else:
            unexplained += 1
            if unexplained <= 20:
                print("unexplained:", name, version, id_, "only here" if mine else "only there")

# Alpine: the scanner looks for an apk by its own name, Alpine's database is by source package. It gets both.
with tarfile.open(image) as tar:
    text = ""
    for member in filter(tarfile.TarInfo.isfile, tar):
        try:
            with tarfile.open(fileobj=tar.extractfile(member)) as inner:
                text += "".join(inner.extractfile(m).read().decode() for m in inner if m.name.endswith("lib/apk/db/installed"))
        except tarfile.TarError:
            continue
apks = [{line[0]: line[2:] for line in block.splitlines() if line[1:2] == ":" and line[0] in "PVo"} for block in text.split("\n\n")]
apks = [apk for apk in apks if "P" in apk]


def advisories(names):
    for path in secdb:
        with open(path) as file:
            packages = json.load(file)["packages"]
        for package in packages:
            for fixed, ids in package["pkg"]["secfixes"].items():
                for cve in re.findall(r"CVE-\d+-\d+", " ".join(ids or [])) if fixed != "0" else []:
                    for name in names(package["pkg"]["name"]):
                        yield {"id": f"{cve}/{name}/{fixed}", "modified": "2024-10-10T00:00:00Z", "affected": [
                            {"package": {"ecosystem": "Alpine:" + branch, "name": name},
                             "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}]}]}


write_database("Alpine:" + branch, advisories(lambda origin: [origin]))
by_origin = sum(map(len, scan("--experimental-oci-image", image).values()))
write_database("Alpine:" + branch, advisories(lambda origin: [apk["P"] for apk in apks if apk.get("o", apk["P"]) == origin]))
found = {(name, id_.split("/")[0]) for (name, _), ids in scan("--experimental-oci-image", image).items() for id_ in ids}
findings = [f for f in audit(image) if f["purl"].startswith("pkg:apk/")]
wanted = {(apk, name) for f in findings for apk in f["apks"].split() for name in f["names"] if name.startswith("CVE-")}
for pair in sorted(found ^ wanted):
    unexplained += 1
    print("unexplained:", *pair, "only here" if pair in wanted else "only there")
for reason, count in sorted(counts.items()):
    print("%d: %s" % (count, reason))
print("apks: %d findings of an apk, the same; by the names of source packages, as Alpine publishes them, the scanner finds %d" % (len(wanted), by_origin))
print("%d Python packages at %d versions, %d apks: %d unexplained" % (len(affected), len(pairs), len(apks), unexplained))
sys.exit(unexplained > 0)
