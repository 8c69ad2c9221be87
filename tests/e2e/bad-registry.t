#!/bin/sh
# A registry as store that does not keep its word, or a directory that was changed: the image is the one without it, and a line says so.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
needs_apks lz4-dev
command -v python3 >/dev/null || { echo '1..0 # skip no python3'; exit 0; }
id_of() { docker image inspect --format '{{.Id}}' "$image"; }
forget() {
	images | cut -d' ' -f1 | xargs -r docker image rm -f >/dev/null
	rm -rf "$project/.scibids"
}

project registry
echo lz4 >"$project/requirements.txt"
echo 'import lz4.frame; print(lz4.frame.decompress(lz4.frame.compress(b"it runs")).decode())' >"$project/main.py"
makefile <<'END2'
SCIBIDS_CMD = python3 main.py
END2
built 'an image' image SCIBIDS_BUILT="$work/built" || finish
first=$(id_of)
entry=$(find "$work/built" -mindepth 1 -maxdepth 1)

# An engine that has built nothing before
mkdir "$work/bin"
cat >"$work/bin/elsewhere" <<'END2'
#!/bin/sh
[ "$1 $2" = 'buildx build' ] || exec docker "$@"
shift 2
exec docker buildx build --no-cache "$@"
END2
chmod +x "$work/bin/elsewhere"
forget
built 'of another builder, from the directory' image SCIBIDS_BUILT="$work/built" SCIBIDS_ENGINE="$work/bin/elsewhere"
is "$(id_of)" "$first" 'the same image'
is "$(printf '%s\n' "$out" | awk '$1 == "STORED" { print $2 }')" build-lz4 'with what was built'
unlike "$err" '^  (BUILD|TOOLBOX) ' 'and nothing is built'
is "$(docker run --rm --network=none "$image")" 'it runs' 'it runs'
project another
cp "$work/$id-registry/main.py" "$work/$id-registry/Makefile" "$work/$id-registry/requirements.txt" "$project/"
built 'another project, without a lock' image SCIBIDS_BUILT="$work/built" SCIBIDS_ENGINE="$work/bin/elsewhere"
unlike "$err" '^  (BUILD|TOOLBOX) ' 'builds nothing either'
project registry

forget
layer=$(find "$entry/blobs" -type f -size +8k)
size=$(wc -c <"$layer")
chmod u+w "$layer" && printf '\377' | dd of="$layer" bs=1 seek=$((size - 9)) conv=notrunc 2>/dev/null
built 'one byte of the directory changed' image SCIBIDS_BUILT="$work/built"
like "$said" "^scibids: note: $entry has changed since build-lz4 was kept: it is removed, and built again$" 'a line says so'
is "$(id_of)" "$first" 'the same image'
"$helpers/scibids-kit" verify "$entry"
ok $? 'and it is kept again'

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
