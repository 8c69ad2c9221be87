"""Compares findings of scibids-audit in an image with those of a plain matcher made of `packaging`, `yaml` and the real apk.

usage: images.py FINDINGS.json ROOT.tar ADVISORIES-DIR BASE-IMAGE
ROOT.tar is what `docker export` writes: the engine's own idea of what the layers make. The directory has pypa/vulns,
secdb/*.json of one branch, and cpython/**/*.json. Prints each difference with its reason; exit 1 for one that has none."""

import collections
import email
import glob
import json
import re
import subprocess
import sys
import tarfile

import yaml
from packaging.version import InvalidVersion, Version

findings, root, data, base = sys.argv[1:]
normalise = lambda name: re.sub("[-_.]+", "-", name).lower()

def version(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None

def in_ranges(affected, installed):
    """OSV's evaluation, for ranges of versions."""
    own, hit = version(installed), installed in affected.get("versions", [])
    for block in affected.get("ranges", []):
        if block["type"] == "GIT" or own is None:
            continue
        events = sorted(((version(t), k) for e in block["events"] for k, t in e.items() if version(t)), key=lambda e: (e[0], e[1] != "fixed"))
        state = False
        for at, kind in events:
            if kind == "introduced" and (own >= at or at == Version("0")):
                state = True
            elif kind == "fixed" and own >= at or kind == "last_affected" and own > at:
                state = False
        hit |= state
    return hit

def names_of(document):
    return {document["id"], *document.get("aliases", [])}

apks, pythons, interpreters = [], set(), set()
with tarfile.open(root) as tar:
    for member in tar:
        path = member.name
        if re.search(r"(^|/)lib/apk/db/installed$", path) and member.isfile():
            for block in tar.extractfile(member).read().decode().split("\n\n"):
                fields = {line[0]: line[2:] for line in block.splitlines() if line[1:2] == ":" and line[0] in "PVo"}
                if "P" in fields:
                    apks.append((fields["P"], fields["V"], fields.get("o", fields["P"])))
        elif re.search(r"\.dist-info/METADATA$|\.egg-info/PKG-INFO$", path) and member.isfile():
            metadata = email.message_from_bytes(tar.extractfile(member).read())
            pythons.add((normalise(metadata["Name"]), metadata["Version"]))
        elif re.search(r"^usr/local/(bin/python3\.\d+|lib/libpython3\.\d+\.so\.1\.0)$", path) and member.isfile():
            minor = re.search(r"3\.\d+", path)[0]
            interpreters |= {m.decode() for m in re.findall(rb"(?<![0-9.])" + minor.encode().replace(b".", rb"\.") + rb"\.[0-9]+(?:rc[0-9]+)?(?=\+?\0)", tar.extractfile(member).read())}

expected = collections.defaultdict(list)  # (package, version): sets of names
for path in sorted(glob.glob(data + "/pypa/vulns/*/*.yaml")):
    if not any(normalise(path.split("/")[-2]) == name for name, _ in pythons):
        continue
    with open(path) as file:
        document = yaml.load(file, yaml.BaseLoader)
    for affected in document["affected"] if "withdrawn" not in document else []:
        for name, installed in pythons:
            if normalise(affected["package"]["name"]) == name and in_ranges(affected, installed):
                expected[name, installed].append(names_of(document))
for path in sorted(glob.glob(data + "/cpython/**/*.json", recursive=True)):
    with open(path) as file:
        document = json.load(file)
    for installed in interpreters:
        if any(in_ranges(affected, installed) for affected in document["affected"]):
            expected["cpython", installed].append(names_of(document))
fixes = []  # (origin, installed, fixed, ids)
for path in sorted(glob.glob(data + "/secdb/*.json")):
    with open(path) as file:
        packages = json.load(file)["packages"]
    for package in packages:
        for origin, installed in {(o, v) for _, v, o in apks}:
            if package["pkg"]["name"] == origin:
                fixes += [(origin, installed, fixed, ids) for fixed, ids in package["pkg"]["secfixes"].items() if fixed != "0"]
# "<": the installed one is older than the fix. One container for all questions.
script = "".join(f"apk version -t {installed} {fixed}\n" for _, installed, fixed, _ in fixes)
answers = subprocess.run(["docker", "run", "--rm", "-i", base, "sh"], input=script, capture_output=True, text=True, check=True).stdout.split()

for (origin, installed, fixed, ids), answer in zip(fixes, answers, strict=True):
    for text in ids:
        cves = re.findall(r"CVE-\d+-\d+", text)
        if answer == "<":
            expected[origin, installed] += [{cve} for cve in cves]

found = json.load(open(findings))
ours = collections.defaultdict(list)
for finding in found["findings"]:
    ours[finding["package"], finding["version"]].append(set(finding["names"]))
different = 0
for key in sorted(set(ours) | set(expected)):
    # One finding for one vulnerability: what shares a CVE is one.
    for names in expected[key]:
        if not any(names & mine for mine in ours[key]):
            different += 1
            print("missing: %s %s %s" % (*key, " ".join(sorted(names))))
    for mine in ours[key]:
        if not any(names & mine for names in expected[key]):
            different += 1
            print("only here: %s %s %s" % (*key, " ".join(sorted(mine))))
    cves = [cve for mine in ours[key] for cve in mine if cve.startswith("CVE-")]
    if len(cves) != len(set(cves)):
        different += 1
        print("twice: %s %s" % key)
packages = len(apks) + len(pythons) + len(interpreters)
if packages != found["packages"]:
    different += 1
    print("packages: %d here, %d there" % (found["packages"], packages))
print("%d apks, %d Python packages, CPython %s: %d findings, %d that cannot be judged; %d differ" % (
    len(apks), len(pythons), " ".join(sorted(interpreters)) or "none", len(found["findings"]), len(found["not-judged"]), different))
sys.exit(different > 0)
