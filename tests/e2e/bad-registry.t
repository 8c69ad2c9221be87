#!/bin/sh
# A registry as store that does not keep its word: the image is the one without it, and a line says so.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
needs_apks lz4-dev
command -v python3 >/dev/null || { echo '1..0 # skip no python3'; exit 0; }

lz4_project registry
built 'an image' image || finish
first=$(id_of)

mkdir "$work/net"
server=
trap '[ -z "$server" ] || kill "$server"; remove_all' EXIT
# fault KIND NOTE: each time with bytes that no builder has
fault() {
	[ -z "$server" ] || kill "$server"
	rm -f "$work/net/port"
	printf '%s\n' "$1" >"$work/net/fault"
	python3 tests/e2e/registry.py "$work/net" 2>"$work/server" &
	server=$!
	for _ in $(seq 100); do [ ! -s "$work/net/port" ] || break; sleep 0.1; done
	registry=127.0.0.1:$(cat "$work/net/port")/team
	forget
	built "$1: the image is built" image SCIBIDS_REGISTRY="$registry" SCIBIDS_LOCKED=1
	is "$(id_of)" "$first" "$1: the same image"
	like "$said" "^scibids: note: $registry/scibids-store $2: the build goes on without it$" "$1: a line says so"
	is "$(printf '%s\n' "$said" | grep -c '^scibids: ')" 1 "$1: and no other"
}
for kind in blob lost half private; do fault "$kind" 'does not have what it says'; done
for kind in manifest login busy; do fault "$kind" 'cannot be asked: .*'; done
finish
