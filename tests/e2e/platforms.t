#!/bin/sh
# One lock and one index of two platforms, which both run: an x86-64 processor and a later one of its kind, so that one base image
# serves both and nothing is emulated.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
docker buildx inspect 2>/dev/null | grep -q 'linux/amd64/v2' || { echo '1..0 # skip this builder does not make linux/amd64/v2'; exit 0; }
docker info 2>/dev/null | grep -q 'io.containerd.snapshotter' || { echo "1..0 # skip the engine does not use containerd's image store"; exit 0; }
# shellcheck source=tests/e2e/docker-registry.sh
. tests/e2e/docker-registry.sh

both='linux/amd64 linux/amd64/v2'
says() { # IMAGE: what it says on each platform
	for platform in $both; do docker run --rm --network=none --platform "$platform" "$1" 2>&1 | tail -n 1; done
}
parts() { # IMAGE in the registry: platforms of its index
	docker buildx imagetools inspect --raw "$1" | python3 -c 'import json, sys
for m in json.load(sys.stdin)["manifests"]: print("/".join(filter(None, (m["platform"].get(k) for k in ("os", "architecture", "variant")))), m["digest"])'
}

project platforms
echo 'import six; print("it runs")' >"$project/main.py"
echo six >"$project/requirements.txt"
makefile <<'END2'
SCIBIDS_PLATFORM = linux/amd64,linux/amd64/v2
SCIBIDS_CMD = python3 main.py
END2
built 'image' image || finish
is "$("$helpers/scibids-lock" platforms "$project/scibids.lock" | paste -sd ' ')" "$both" 'one lock, for both'
like "$(sed '/^platforms:/,$d' "$project/scibids.lock")" 'artifact: six-.*\.whl' 'what both have alike is in its head'
is "$(says "$image" | paste -sd '+')" 'it runs+it runs' 'one image, which runs on both'
first=$(id_of "$image:linux-amd64") second=$(id_of "$image:linux-amd64-v2")
ok "$([ "$first" != "$second" ]; echo $?)" 'of an image for each'
is "$(grep -c 'proof' "$project/.scibids/linux-amd64/image.log" | grep -c '^0')$(grep -c 'proof' "$project/.scibids/linux-amd64-v2/image.log" | grep -c '^0')" 00 \
	'both were proved'
built 'nothing has changed' image
at_most 3 'which takes no time'

echo 'print("it runs better")' >>"$project/main.py"
built 'a line of the app' image
is "$(says "$image" | paste -sd '+')" 'it runs better+it runs better' 'is in both'
docker image rm "$image:linux-amd64" "$image:linux-amd64-v2" "$image:$(cat "$project/.scibids/linux-amd64/key")" \
	"$image:$(cat "$project/.scibids/linux-amd64-v2/key")" >/dev/null
is "$(says "$image" | paste -sd '+')" 'it runs better+it runs better' 'the index holds its images by itself'

# Two runners that make one platform each, and a third that joins them
serve "$storage}"
for platform in $both; do built "image-push of $platform" image-push SCIBIDS_REGISTRY="$registry" SCIBIDS_PLATFORM="$platform"; done
images | cut -d' ' -f1 | xargs -r docker image rm -f >/dev/null
built 'image-push of both' image-push SCIBIDS_REGISTRY="$registry" SCIBIDS_TAGS=1.0
at_most 10 'joins them'
is "$(images)" '' 'and builds nothing'
parts "$registry/$image:1.0" >"$work/parts"
is "$(cut -d' ' -f1 "$work/parts" | paste -sd ' ')" "$both" 'the index in the registry has both platforms'
is "$(cat "$project/.scibids/pushed")" "$registry/$image@$(digest 1.0)" '.scibids/pushed names it'
is "$(says "$(cat "$project/.scibids/pushed")" | paste -sd '+')" 'it runs better+it runs better' 'and it runs on both'
docker image ls --format '{{.ID}} {{.Repository}}' | awk -v name="$registry/$image" '$2 == name { print $1 }' | xargs -r docker image rm -f >/dev/null
finish
