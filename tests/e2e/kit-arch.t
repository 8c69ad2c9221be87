#!/bin/sh
# A kit for another kind of machine: what fetches it runs on this one, with the other base image as a directory of files, from a mirror in a
# directory and over HTTP. In the base image alone, for a builder would say the same more slowly.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
[ -n "$kit" ] || { echo '1..0 # skip no kit, whose mirror could be that of another machine'; exit 0; }
command -v python3 >/dev/null || { echo '1..0 # skip no python3'; exit 0; }
[ "$(uname -m)" = x86_64 ] || { echo '1..0 # skip a test for x86_64'; exit 0; }
here=$(docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}' 2>/dev/null)
[ -n "$here" ] || { echo '1..0 # skip no address of this machine that a container reaches'; exit 0; }
server=
trap '[ -z "$server" ] || kill "$server"; docker rm -f "$id-target" >/dev/null 2>&1; remove_all' EXIT
load_base "$kit"
compiler=gcc
[ -z "$(find "$kit/apk" -name 'zig-[0-9]*.apk')" ] || compiler=zig # a kit of our own

# The kit's mirror and base image, as those of aarch64 would be; no program of that image can run
mkdir "$work/net" "$work/target" "$work/request"
cp -R "$kit/apk" "$work/net/" && chmod -R u+w "$work/net"
for repository in main community; do mv "$work/net/apk/$branch/$repository/x86_64" "$work/net/apk/$branch/$repository/aarch64"; done
python3 tests/e2e/mirror.py "$work/net/apk" "$branch" aarch64 relabel x86_64
docker create --name "$id-target" "$base" true >/dev/null && docker export "$id-target" | tar -x -C "$work/target"
echo aarch64 >"$work/target/etc/apk/arch"
sed -i 's/^A:x86_64$/A:aarch64/' "$work/target/lib/apk/db/installed"
echo 'nothing that runs' >"$work/target/bin/busybox"
sum() { # APK: its checksum in the index
	tar -xzOf "$work/net/apk/$branch/main/aarch64/APKINDEX.tar.gz" APKINDEX | awk -F: -v name="$1" '$1 == "C" { sum = $2 } $1 == "P" { is = $2 } $1 == "V" && is == name { print is "=" $2, sum }'
}
echo scratch >"$work/request/final"
: >"$work/request/has"
{ echo "rootfs $(sum zlib)" && echo "toolbox $(sum build-base | cut -d' ' -f1) " && echo "build-x $(sum zlib-dev | cut -d' ' -f1) "; } >"$work/request/apks"

# fetched TEXT OPTION...: the names of what is fetched are in $names
fetched() {
	text=$1
	shift
	rm -rf "$work/out" && mkdir "$work/out"
	status=0
	said=$(docker run --rm --name "$id-target-run" -v "$PWD/dockerfiles/scripts:/mnt:ro" -v "$work/request:/request:ro" -v "$work/out:/out" -v "$work/target:/target" "$@" "$base" \
		sh -c 'mkdir -p /mirror && sh /mnt/index.sh linux/arm64 now /target aarch64 && cp /facts/facts.yaml /out/ && sh /mnt/kit/apks.sh /request /out /target aarch64' 2>&1) || status=$?
	is "$status" 0 "$text" || printf '%s\n' "$said" | remark
	names=$(ls "$work/out/apk")
	is "$(sort -u "$work/out/apks")" "$names" "$text: all that apk would install"
	for apk in musl zlib zlib-dev build-base "$compiler"; do
		like "$names" "^$apk-[0-9].*\.apk$" "$text: $apk"
	done
	like "$(cat "$work/out/facts.yaml")" '^arch: aarch64$' "$text: of that kind of machine"
}
fetched 'from a directory' -v "$work/net/apk:/mirror:ro"
in_directory=$names
# Keys stay from there.
python3 tests/e2e/network.py "$work/net" "$here" 2>"$work/server" &
server=$!
: >"$work/net/faults"
for _ in $(seq 100); do [ ! -s "$work/net/port" ] || break; sleep 0.1; done
printf "http://$here:$(cat "$work/net/port")/apk/$branch/%s\n" main community >"$work/target/etc/apk/repositories"
fetched 'over HTTP'
is "$names" "$in_directory" 'the same'
unlike "$(cat "$work/net/requests")" 'x86_64' 'and nothing for this machine is asked for'
finish
