#!/bin/sh
# scibids-attach: what oras finds at a pushed image, in a registry that knows no referrers and so keeps them by a tag.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
command -v oras >/dev/null || { echo '1..0 # skip no oras' && exit; }
# shellcheck source=tests/e2e/docker-registry.sh
. tests/e2e/docker-registry.sh
serve "$storage}"
project attach
printf '%s\n' six >"$project/requirements.txt"
echo 'import six; print("it runs")' >"$project/main.py"
printf 'SCIBIDS_CMD = python3 main.py\nSCIBIDS_REGISTRY = %s\nSCIBIDS_ADVISORIES = $(wildcard advisories)\n' "$registry" | makefile
found() { oras discover --plain-http --format json "$(cat "$project/.scibids/pushed")" >"$work/found.json"; }
types() { python3 -c 'import json, sys; print(*sorted(r["artifactType"] for r in json.load(open(sys.argv[1]))["referrers"]))' "$work/found.json"; }
bills='application/spdx+json application/vnd.cyclonedx+json'

built 'bills of materials are attached' scibids-attach || finish
found
is "$(types)" "$bills" 'and found as referrers'
built 'attached once more' scibids-attach
found
is "$(types)" "$bills" 'there are no more of them'
docker image rm -f "$image:$(cat "$project/.scibids/key")" "$image:latest" >/dev/null
mkdir "$project/advisories"
cat >"$project/advisories/a.yaml" <<END
id: PYSEC-2026-1
modified: "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
affected:
- package: {ecosystem: PyPI, name: six}
  ranges:
  - {type: ECOSYSTEM, events: [{introduced: '0'}]}
END
built 'OpenVEX, with no image in the store' scibids-attach
found
is "$(types)" "$bills application/vnd.openvex+json" 'is attached to the same image'
(cd "$work" && oras pull --plain-http --format json "$(python3 -c 'import json, sys
for r in json.load(open(sys.argv[1]))["referrers"]:
    if r["artifactType"] == "application/spdx+json": print(r["reference"])' found.json)" >/dev/null)
is "$(python3 -c 'import json, sys; print(any(p["name"] == "six" for p in json.load(open(sys.argv[1]))["packages"]))' "$work/image.spdx.json")" True \
	'what is attached lists the package'
if docker buildx inspect 2>/dev/null | grep -q 'linux/amd64/v2'; then
	built 'two platforms' scibids-attach SCIBIDS_PLATFORM=linux/amd64,linux/amd64/v2
	for platform in linux/amd64 linux/amd64/v2; do
		oras discover --plain-http --platform "$platform" --format json "$(cat "$project/.scibids/pushed")" >"$work/found.json"
		is "$(types)" "$bills application/vnd.openvex+json" "each part of the index has its own: $platform"
	done
	rm "$project/scibids.lock"
fi
kill "$server"
wait "$server" 2>/dev/null
run -s scibids-attach
is "$status" 2 'a registry that is away'
like "$said" 'no registry answers there' 'is named'
finish
