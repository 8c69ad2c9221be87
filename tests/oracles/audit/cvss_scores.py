"""Compares scores with those of the `cvss` package: all base vectors of 2, 3.0 and 3.1, and thousands of 4.0.

usage: cvss_scores.py DIR HELPERS. Each vector is the severity of an advisory of a package of its own."""

import itertools
import json
import os
import random
import subprocess
import sys

from cvss import CVSS2, CVSS3, CVSS4

sys.path.insert(0, "tests/cases/audit")
from image import SITE, alpine, docker, layer  # noqa: E402

work, helpers = sys.argv[1:]
vectors = []
for values in itertools.product("LAN", "HML", "MSN", "NPC", "NPC", "NPC"):
    vector = "AV:%s/AC:%s/Au:%s/C:%s/I:%s/A:%s" % values
    vectors.append((vector, CVSS2(vector).scores()[0]))
for prefix in ("CVSS:3.0/", "CVSS:3.1/"):
    for values in itertools.product("NALP", "LH", "NLH", "NR", "UC", "NLH", "NLH", "NLH"):
        vector = prefix + "AV:%s/AC:%s/PR:%s/UI:%s/S:%s/C:%s/I:%s/A:%s" % values
        vectors.append((vector, CVSS3(vector).scores()[0]))
random.seed(4)
base = list(itertools.product("NALP", "LH", "NP", "NLH", "NPA", *["HLN"] * 6))
more = (("E", "XAPU"), ("CR", "XHML"), ("IR", "XHML"), ("AR", "XHML"), ("MAV", "XNALP"), ("MVC", "XHLN"), ("MSI", "XSHLN"), ("MSA", "XSHLN"))
for values in random.sample(base, 6000):
    vector = "CVSS:4.0/AV:%s/AC:%s/AT:%s/PR:%s/UI:%s/VC:%s/VI:%s/VA:%s/SC:%s/SI:%s/SA:%s" % values
    vector += "".join("/%s:%s" % (name, random.choice(choice)) for name, choice in more if random.random() < 0.3)
    vectors.append((vector, CVSS4(vector).base_score))
os.makedirs(work + "/scores/vulns", exist_ok=True)
for i, (vector, _) in enumerate(vectors):
    advisory = {"id": "X-%d" % i, "modified": "2024-10-10T00:00:00Z", "severity": [{"score": vector}], "affected": [
        {"package": {"ecosystem": "PyPI", "name": "p%d" % i}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}]}
    with open("%s/scores/vulns/%d.json" % (work, i), "w") as file:
        json.dump(advisory, file)
subprocess.run([helpers + "/scibids-advisories", "-o", work + "/scores/adv", work + "/scores/vulns"], check=True)
files = {"%sp%d.dist-info/METADATA" % (SITE, i): "Name: p%d\nVersion: 1\n" % i for i in range(len(vectors))}
docker(work + "/scores/image.tar", [layer({**alpine(("musl", "1.2.5-r0", "musl")), **files})])
run = subprocess.run([helpers + "/scibids-audit", "-a", work + "/scores/adv", "-d", "99999", "-f", "json", work + "/scores/image.tar"],
                     capture_output=True, text=True)
scores = {int(f["package"][1:]): f.get("score") for f in json.loads(run.stdout)["findings"]}
differ = [(vector, float(score), scores.get(i)) for i, (vector, score) in enumerate(vectors) if scores.get(i) != float(score)]
for line in differ[:10]:
    print(*line)
print("%d vectors, %d scores differ" % (len(vectors), len(differ)))
sys.exit(bool(differ))
