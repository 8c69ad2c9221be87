#!/bin/sh
# What the stages that ask a mirror over the network do when it fails, with the apk of each branch that this machine has a kit of:
# in the base image alone, since a build would say the same more slowly.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
[ -n "$kit" ] || { echo '1..0 # skip no kit, whose mirror could be served'; exit 0; }
command -v python3 >/dev/null || { echo '1..0 # skip no python3'; exit 0; }
here=$(docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}' 2>/dev/null)
[ -n "$here" ] || { echo '1..0 # skip no address of this machine that a container reaches'; exit 0; }
server=
trap '[ -z "$server" ] || kill "$server"; remove_all' EXIT

# serve KIT: its mirror; $base is its image, which $stage lets run a script of dockerfiles/scripts
serve() {
	[ -z "$server" ] || kill "$server"
	net=$work/net
	rm -rf "$net" && mkdir "$net" && ln -s "$1/apk" "$net/apk"
	: >"$net/faults"
	load_base "$1"
	python3 tests/e2e/network.py "$net" "$here" 2>"$work/server" &
	server=$!
	for _ in $(seq 100); do [ ! -s "$net/port" ] || break; sleep 0.1; done
	mkdir -p "$work/etc"
	printf '%s\n' "http://$here:$(cat "$net/port")/apk/$branch/main" "http://$here:$(cat "$net/port")/apk/$branch/community" >"$work/etc/repositories"
}
# stage FAULT COMMAND: there, with the mirror of the base's own /etc/apk/repositories; $status, $said, $asked: how often the fault was met
stage() {
	printf '%s\n' "$1" >"$net/faults"
	: >"$net/requests"
	status=0
	# No test waits for a mirror to recover.
	said=$(docker run --rm --name "$id-stage" -v "$PWD/dockerfiles/scripts:/mnt:ro" -v "$SCIBIDS_KIT/apk:/keys:ro" \
		-v "$work/etc/repositories:/etc/apk/repositories:ro" "$base" sh -c "sleep() { :; }; mkdir /mirror; cp /keys/*.pub /etc/apk/keys/; $2" 2>&1) || status=$?
	asked=$(grep -c ' [a-z0-9][a-z0-9]*$' "$net/requests")
}
add='. /mnt/mirror.sh && use_mirror /etc/apk && apk add --no-cache zlib-dev && test -e /usr/include/zlib.h'
index='set -- linux/amd64 now; . /mnt/index.sh; ls /facts/*.tar.gz | wc -l'
again='once more in 3 seconds$'

for SCIBIDS_KIT in "$kit" "$shared/kit-3.23"; do
	[ -d "$SCIBIDS_KIT/apk" ] || continue
	[ -n "$(find "$SCIBIDS_KIT/apk" -name 'zlib-dev-[0-9]*.apk')" ] || { skip "$SCIBIDS_KIT" 'its mirror has no zlib-dev'; continue; }
	serve "$SCIBIDS_KIT"
	stage '' "$add"
	is "$status" 0 "$branch: apks over HTTP" || printf '%s\n' "$said" | remark
	unlike "$said" "$again" "$branch: asked for once"
	for fault in 'zlib-dev.*apk 503 1' 'zlib-dev.*apk 429 1' 'zlib-dev.*apk half 1' 'main.*APKINDEX 503 1' 'main.*APKINDEX half 1'; do
		stage "$fault" "$add"
		is "$status $asked" '0 1' "$branch: $fault: passes" || printf '%s\n' "$said" | remark
		like "$said" "$again" "$branch: $fault: asked again"
	done
	stage 'zlib-dev.*apk slow 1' "$add"
	is "$status $asked" '0 1' "$branch: a mirror that is slow is waited for"
	stage 'zlib-dev.*apk 404' "$add"
	is "$status $asked" '1 3' "$branch: an index that is newer than the packages: the stage fails after three"
	like "$said" '^ERROR: zlib-dev-[^ ]*: (package mentioned in index not found|HTTP 404)' "$branch: and names the package"
	stage 'zlib-dev.*apk 503' "$add"
	is "$status $asked" '1 3' "$branch: a mirror that stays busy is asked three times"

	stage '' "$index"
	is "$status $said" '0 2' "$branch: both indexes" || printf '%s\n' "$said" | remark
	for fault in 'main.*APKINDEX 503 1' 'main.*APKINDEX half 1'; do
		stage "$fault" "$index"
		is "$status $said" '0 2' "$branch: $fault: both indexes all the same"
	done
	for fault in 'main.*APKINDEX 404' 'main.*APKINDEX half'; do
		stage "$fault" "$index"
		is "$status" 1 "$branch: $fault: the stage fails"
		like "$said" "^the mirrors in the base image's /etc/apk/repositories give no index: WARNING: .*/apk/$branch/main.*: ." \
			"$branch: $fault: in a line with the address"
		is "$(printf '%s\n' "$said" | grep -c .)" 1 "$branch: $fault: and no other"
	done
done
finish
