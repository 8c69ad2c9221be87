#!/bin/sh
# SCIBIDS_REGISTRY as a store: after the mirror has moved, a build on another machine still makes the image of the lock.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
[ -n "$kit" ] || { echo "1..0 # skip no kit in $shared/kit"; exit 0; }
needs_apks lz4-dev
docker_registry=$(tools/registry 2>/dev/null) || { echo '1..0 # skip no docker-registry, and Debian has none to give'; exit 0; }
command -v python3 >/dev/null || { echo '1..0 # skip no python3'; exit 0; }
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
registry=127.0.0.1:$port/team
cat >"$work/registry.yml" <<END2
version: 0.1
log: {level: error}
http: {addr: "127.0.0.1:$port"}
storage: {filesystem: {rootdirectory: $work/registry}}
END2
"$docker_registry" serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; remove_all' EXIT

mkdir "$work/kit" "$work/bin"
cp -R "$kit/apk" "$work/kit/" && chmod -R u+w "$work/kit" && ln -s "$kit/images" "$kit/kit.mk" "$work/kit/"
export SCIBIDS_KIT="$work/kit"
moved() { # ORIGIN VERSION: the mirror, for all others to see
	python3 tests/e2e/mirror.py "$work/kit/apk" "$(cd "$kit/apk" && echo v*)" "$(uname -m)" move "$@"
}
# An engine that has built nothing before
cat >"$work/bin/elsewhere" <<'END2'
#!/bin/sh
[ "$1 $2" = 'buildx build' ] || exec docker "$@"
shift 2
exec docker buildx build --no-cache "$@"
END2
chmod +x "$work/bin/elsewhere"
id_of() { docker image inspect --format '{{.Id}}' "$image"; }
forget() {
	images | cut -d' ' -f1 | xargs -r docker image rm -f >/dev/null
	rm -rf "$project/.scibids"
}

project store
echo lz4 >"$project/requirements.txt"
echo 'import lz4.frame; print(lz4.frame.decompress(lz4.frame.compress(b"it runs")).decode())' >"$project/main.py"
makefile <<'END2'
SCIBIDS_CMD = python3 main.py
END2
built 'image-push' image-push SCIBIDS_REGISTRY="$registry" || finish
first=$(id_of)
is "$(printf '%s\n' "$out" | awk '$1 == "KEEP" { print $2 }' | paste -sd ' ')" 'build-lz4 rootfs toolbox' 'keeps what others can take'
is "$(docker image ls -q "$registry/scibids-store")" '' 'and leaves no name of it in the store'
lock=$(cat "$project/scibids.lock")

moved zlib 9.1.3-r1
moved lz4 9.10.0-r1
moved binutils 9.42-r0
forget
built 'elsewhere, from a mirror that has moved' image SCIBIDS_REGISTRY="$registry" SCIBIDS_ENGINE="$work/bin/elsewhere"
is "$(id_of)" "$first" 'the same image'
is "$(cat "$project/scibids.lock")" "$lock" 'of the same lock'
is "$(printf '%s\n' "$out" | awk '$1 == "STORED" { print $2 }' | paste -sd ' ')" 'build-lz4 rootfs' 'out of the registry'
unlike "$err" '^  (BUILD|TOOLBOX|ROOTFS) ' 'and nothing of it is built'
is "$(docker run --rm --network=none "$image")" 'it runs' 'it runs'

kill "$server"
wait "$server" 2>/dev/null
forget
run image SCIBIDS_REGISTRY="$registry" SCIBIDS_ENGINE="$work/bin/elsewhere" SCIBIDS_LOCKED=1
like "$said" "^scibids: note: $registry/scibids-store cannot be asked: .*: the build goes on without it$" 'a registry that is away: a line says so'
like "$said" '^scibids: scibids\.lock: moved in the Alpine branch: zlib ' 'and the build goes on, as far as the mirror lets it'
finish
