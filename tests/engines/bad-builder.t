#!/bin/sh
# What goes wrong between builders and a registry: one killed in the middle, two runners that push one key, a clock a year off, a cache that
# is somebody else's image, a base image for a different kind of machine.
# shellcheck source=tests/engines/builder.sh
. tests/engines/builder.sh
[ -n "$kit" ] || { echo '1..0 # skip no kit'; exit; }
serve "$storage}"
project bad
printf '%s\n' idna markupsafe >"$project/requirements.txt"
echo 'import idna, markupsafe; print("it runs")' >"$project/main.py"
printf 'SCIBIDS_CMD = python3 main.py\nSCIBIDS_REGISTRY = %s\n' "$registry" | makefile
built 'a lock' lock SCIBIDS_BUILDER= || finish
pushed() { sed 's/.*@//' "$1/.scibids/pushed" 2>/dev/null; }

# Killed as soon as a stage runs; then it starts again where it was
start_builder frail
(cd "$project" && exec make -I "$work/include" image-push SCIBIDS_BUILDER=frail) >"$work/killed" 2>&1 &
make=$!
for _ in $(seq 200); do
	! grep -q ' RUN ' "$project/.scibids/image.log" 2>/dev/null || break
	sleep 0.1
done
kill -KILL "$daemon"
status=0
wait "$make" || status=$?
is "$status $(pushed "$project")" '2 ' 'a builder that is killed: make fails'
like "$(cat "$work/killed")" 'scibids-progress: .*: .*whole log: \.scibids/image\.log$' 'a line says where the log is'
run_builder frail
wait_for_builder frail
built 'the next run' image-push SCIBIDS_BUILDER=frail
first=$(pushed "$project")
like "$first" '^sha256:' 'ends well'

# Two clones on one builder, which push the same key at once
rm -rf "$work/registry"
for clone in one two; do
	mkdir "$work/$clone"
	cp "$project/Makefile" "$project/main.py" "$project/requirements.txt" "$project/scibids.lock" "$work/$clone/"
	(cd "$work/$clone" && exec make -s -I "$work/include" image-push SCIBIDS_BUILDER=frail SCIBIDS_NAME="$image" SCIBIDS_LOCKED=1 SCIBIDS_TAGS=main) >"$work/$clone.out" 2>&1 &
	eval "$clone=$!"
done
results=
for clone in one two; do
	eval "wait \"\$$clone\"" && results=${results}0 || { results=$results$? && remark <"$work/$clone.out"; }
done
is "$results $(pushed "$work/one") $(pushed "$work/two") $(digest main)" "00 $first $first $first" 'two runners that push one key at once: one image'

# A runner whose clock is a year off
for off in +1y -1y; do
	command -v faketime >/dev/null || { skip "a clock $off" 'no faketime' && continue; }
	rm -rf "$work/registry" "$project/.scibids"
	status=0
	(cd "$project" && exec faketime -f "$off" make -s -I "$work/include" image-push SCIBIDS_BUILDER=frail) >"$work/out" 2>&1 || status=$?
	is "$status $(pushed "$project")" "0 $first" "a clock $off: the same image"
done

# A cache that a different program wrote, and one that is not there
printf 'FROM scratch\nCOPY main.py /\n' >"$work/Dockerfile"
docker buildx build --builder frail --quiet --file "$work/Dockerfile" --tag "$registry/alien:main" --output type=image,push=true "$project" >/dev/null 2>&1
echo '# a line' >>"$project/main.py"
built 'a cache that is an image' image-push SCIBIDS_BUILDER=frail "SCIBIDS_CACHE=$registry/alien:main $registry/alien:none" SCIBIDS_CACHE_TO=

# A base image that the registry has for a different kind of machine alone
printf 'FROM scratch\nCOPY main.py /\n' |
	docker buildx build --builder frail --quiet --platform linux/s390x --file - --tag "$registry/python:3.13-alpine3.20" --output type=image,push=true "$project" >/dev/null 2>&1
run -s lock-upgrade SCIBIDS_BUILDER=frail SCIBIDS_KIT= SCIBIDS_BASE="$registry/python:3.13-alpine3.20"
is "$status" 2 'a base image for a different machine'
like "$said" 'cannot be had \(it is there for other platforms only\)' 'is named so'
finish
