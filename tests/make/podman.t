#!/bin/sh
# SCIBIDS_ENGINE=podman: the targets call it with what it knows, and say when it is too old.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

project
run -s image SCIBIDS_ENGINE=podman
is "$status $out" '0 ' 'image: steps do not go to stdout'
like "$(grep -e '--target final' "$FAKE_DOCKER_LOG")" '--source-date-epoch [0-9][0-9]* --rewrite-timestamp' 'with the times of the lock'
key=$(cat "$project/.scibids/key")
is "$(awk '{ print $1 }' "$FAKE_DOCKER_STATE/store" | grep '^app:' | sort | paste -sd ' ' -)" "app:$key app:latest" 'and tagged'
run -s image SCIBIDS_ENGINE=podman
is "$status $deeds" '0 ' 'a second run builds nothing'
run image SCIBIDS_ENGINE=/usr/local/bin/podman
is "$status" 2 'an engine that is not there'
like "$err" "no command '/usr/local/bin/podman'" 'is said so'

registry=registry.test:5000/team
run -s image-push SCIBIDS_ENGINE=podman SCIBIDS_REGISTRY=$registry SCIBIDS_TAGS=v1 SCIBIDS_COMPRESSION=gzip
is "$status $err" '0 ' 'image-push'
like "$(cat "$FAKE_DOCKER_LOG")" 'push --quiet --compression-format gzip --force-compression registry.test' 'podman compresses when it pushes'
is "$(awk '{ print $1 }' "$FAKE_DOCKER_STATE/registry" | paste -sd ' ' -)" "$registry/app:$key $registry/app:v1" 'and skopeo tags'
like "$(cat "$project/.scibids/pushed")" "^$registry/app@sha256:" '.scibids/pushed has the digest'

all_but skopeo
project
PATH=$others run image-push SCIBIDS_ENGINE=podman SCIBIDS_REGISTRY=$registry
is "$status $(printf '%s\n' "$err" | sed '/^make/d')" '2 scibids: podman asks registries by skopeo, which is missing: install it' 'without skopeo: said in a line'
is "$deeds" '' 'before anything is built'

for target in lock image; do
	project
	FAKE_PODMAN_VERSION=4.3.1 run $target SCIBIDS_ENGINE=podman
	is "$status $(printf '%s\n' "$err" | sed '/^make/d')" \
		'2 scibids: podman 4.3.1 is too old: install podman 5 or later, or set SCIBIDS_ENGINE' "$target: podman 4 is refused in a line"
done
FAKE_PODMAN_VERSION=4.3.1 run scibids-doctor SCIBIDS_ENGINE=podman
like "$out" 'engine  *!!  *podman 4.3.1 is too old' 'and by the doctor'
PATH=$others run scibids-doctor SCIBIDS_ENGINE=podman SCIBIDS_REGISTRY=$registry
like "$out" 'skopeo  *!!  *podman asks registries by skopeo' 'which also misses skopeo'
finish
