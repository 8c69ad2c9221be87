#!/bin/sh
# The bills of materials beside the lock, and attached to the image.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

saved() { # ROOT: what `docker save` gives of the project's image
	rm -rf "$work/tar"
	mkdir -p "$work/tar" "$FAKE_DOCKER_STATE/saved"
	tar -cf "$work/tar/layer.tar" -C "$1" .
	echo '{}' >"$work/tar/config.json"
	echo '[{"Config": "config.json", "RepoTags": ["app:latest"], "Layers": ["layer.tar"]}]' >"$work/tar/manifest.json"
	id=$(awk -v name="app:$(cat "$project/.scibids/key")" '$1 == name { print $2 }' "$FAKE_DOCKER_STATE/store")
	tar -cf "$FAKE_DOCKER_STATE/saved/${id#sha256:}.tar" -C "$work/tar" config.json layer.tar manifest.json
}
PYTHONPATH=tests/cases/sbom PYTHONDONTWRITEBYTECODE=1 python3 - "$work/true" "$work/false" <<'END'
import sys
from tree import *
image(sys.argv[1])
image(sys.argv[2], {**root(), "usr/bin/tool": ""})
END

locked_project
saved "$work/true"
key=$(cat "$project/.scibids/key")
run -s scibids-sbom
is "$status $err" '0 ' 'scibids-sbom: nothing to say against the image'
like "$out" '^ +0  nobody$' 'the table is on stdout'
is "$(cat "$project/app.spdx.json" "$project/app.cdx.json")" "$(cat "$work/true/usr/share/sbom/image.spdx.json" "$work/true/usr/share/sbom/image.cdx.json")" \
	"the image's documents are beside the lock"
run image
is "$status $deeds $(cat "$project/.scibids/key")" "0  $key" 'they make no other image'
run -s scibids-sbom SCIBIDS_NAME=registry.example/team/app
like "$(cat "$project/.scibids/Dockerfile.dockerignore")" '^app\.cdx\.json$' 'a name with slashes: the last part of it'
locked_project
saved "$work/false"
run -s scibids-sbom
is "$status" 2 'a file of nobody: make fails'
like "$out" '^usr/bin/tool: no package claims it$' 'and the file is named'

locked_project
run -s image SCIBIDS_ATTEST=1
is "$status" 0 'SCIBIDS_ATTEST=1: an image'
unlike "$(cat "$project/.scibids/key")" "^$key\$" 'of another key'
like "$(cat "$FAKE_DOCKER_LOG")" '^buildx build .*BASE=python:3\.13-alpine3\.20 --target attest --tag scibids:3\.13-alpine3\.20-attest --load -f .*attest\.dockerfile' 'what attests is an image made from the base image'
like "$(cat "$FAKE_DOCKER_LOG")" '^buildx build .*--attest type=sbom,generator=scibids:3\.13-alpine3\.20-attest --target final' 'the build attaches what it says'
run image SCIBIDS_ATTEST=1
is "$status $deeds" '0 ' 'once'
run image
unlike "$(cat "$FAKE_DOCKER_LOG")" 'attest' 'without it nothing is attached'
run image SCIBIDS_ATTEST=1 SCIBIDS_BUILDER=known "SCIBIDS_LABELS=a=b"
is "$status" 2 'another builder cannot do it'
like "$err" "SCIBIDS_ATTEST: the builder known cannot see the engine's store" 'and the error says so'
finish
