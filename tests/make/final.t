#!/bin/sh
# What the image starts from, and the image with a shell.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

# SCIBIDS_FINAL changes the image, not the lock
locked_project
cp "$project/scibids.lock" "$work/lock"
run image SCIBIDS_FINAL=base
is "$status $deeds" '0 build final' 'SCIBIDS_FINAL=base is another image'
same "$project/scibids.lock" "$work/lock" 'of the same lock'
like "$(cat "$project/.scibids/Dockerfile")" '^FROM rootfs AS settled$' 'which lies on the base'
run image SCIBIDS_FINAL=scratch
is "$status $deeds" '0 tag' 'SCIBIDS_FINAL=scratch is what it is without'
run image SCIBIDS_FINAL=alpine
is "$status $calls" '2 ' 'anything else is refused'
like "$err" "SCIBIDS_FINAL is 'alpine': it can be scratch or base" 'with what it can be'

# A lock of another platform
locked_project
echo '# changed' >>"$project/requirements.txt"
run lock
for target in image image-debug; do
	FAKE_DOCKER_PLATFORM=linux/arm64 run $target
	is "$status $deeds" '2 ' "$target: an engine of another platform than the lock builds nothing"
	like "$err" '^scibids: scibids.lock is for linux/amd64, and the builder makes linux/arm64: set SCIBIDS_PLATFORM=linux/amd64' 'as a line says'
done
FAKE_DOCKER_PLATFORM=linux/arm64 run image SCIBIDS_PLATFORM=linux/amd64
is "$status" 0 'a platform that is named is built'

# image-debug
locked_project
image=$(cat "$project/.scibids/key")
run image-debug
is "$status $deeds" '0 build debug' 'image-debug: one build'
like "$(cat "$FAKE_DOCKER_LOG")" "^buildx build .*--label scibids\.key=$image .*--target debug .*--tag app:$image-debug --tag app:debug " 'with tags of its own'
is "$(awk '$1 == "app:latest" { print $2 }' "$FAKE_DOCKER_STATE/store")" "$(awk -v name="app:$image" '$1 == name { print $2 }' "$FAKE_DOCKER_STATE/store")" \
	"latest is the image's still"
is "$(cat "$project/.scibids/key")" "$image" 'and the key is what it was'
echo '# changed' >>"$project/main.py"
run image-debug
is "$status $deeds" "0 build final${newline}build debug" 'the image comes first'
finish
