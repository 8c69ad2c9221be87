#!/bin/sh
# SCIBIDS_REGISTRY as a store: after the mirror has moved, a build on another machine still makes the image of the lock.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
[ -n "$kit" ] || { echo "1..0 # skip no kit in $shared/kit"; exit 0; }
needs_apks lz4-dev
# shellcheck source=tests/e2e/docker-registry.sh
. tests/e2e/docker-registry.sh
serve "$storage}"

own_mirror
elsewhere

lz4_project store
built 'image-push' image-push SCIBIDS_REGISTRY="$registry" || finish
first=$(id_of)
is "$(printf '%s\n' "$out" | awk '$1 == "KEEP" { print $2 }' | paste -sd ' ')" 'build-lz4 rootfs toolbox' 'keeps what others can take'
is "$(docker image ls -q "$registry/scibids-store")" '' 'and leaves no name of it in the store'
lock=$(cat "$project/scibids.lock")

mirror move zlib 9.1.3-r1
mirror move lz4 9.10.0-r1
mirror move binutils 9.42-r0
forget
built 'elsewhere, from a mirror that has moved' image SCIBIDS_REGISTRY="$registry" SCIBIDS_ENGINE="$elsewhere"
is "$(id_of)" "$first" 'the same image'
is "$(cat "$project/scibids.lock")" "$lock" 'of the same lock'
is "$(printf '%s\n' "$out" | awk '$1 == "STORED" { print $2 }' | paste -sd ' ')" 'build-lz4 rootfs' 'out of the registry'
unlike "$err" '^  (BUILD|TOOLBOX|ROOTFS) ' 'and nothing of it is built'
is "$(docker run --rm --network=none "$image")" 'it runs' 'it runs'

kill "$server"
wait "$server" 2>/dev/null
forget
run image SCIBIDS_REGISTRY="$registry" SCIBIDS_ENGINE="$elsewhere" SCIBIDS_LOCKED=1
like "$said" "^scibids: note: $registry/scibids-store cannot be asked: .*: the build goes on without it$" 'a registry that is away: a line says so'
like "$said" '^scibids: scibids\.lock: moved in the Alpine branch: zlib ' 'and the build goes on, as far as the mirror lets it'
finish
