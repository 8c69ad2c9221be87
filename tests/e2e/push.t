#!/bin/sh
# image-push to a registry on this machine: what arrives, what a second push does, and what a failure says.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
# shellcheck source=tests/e2e/docker-registry.sh
. tests/e2e/docker-registry.sh

project push
echo 'print("pushed")' >"$project/main.py"
echo six >"$project/requirements.txt"
makefile <<'END2'
SCIBIDS_CMD = python3 main.py
END2
serve "$storage}"
built 'image-push' image-push SCIBIDS_REGISTRY="$registry" 'SCIBIDS_TAGS=latest 1.0'
key=$(cat "$project/.scibids/key")
stored=$(id_of "$image:$key")
is "$(digest "$key") $(digest latest) $(digest 1.0)" "$stored $stored $stored" 'the registry has what the store has, by all names'
is "$(cat "$project/.scibids/pushed")" "$registry/$image@$stored" '.scibids/pushed says so'
is "$(docker image ls -q "$registry/$image")" '' 'the store has no name of the registry'
unlike "$(docker image inspect "$image:$key" | grep -v '"127.0.0.1:[0-9]*/.*@sha256')" "$registry" 'nor is it anywhere in the image'

# Somewhere else, where the store is empty
docker image rm -f "$image:$key" "$image:latest" >/dev/null
built 'an image that the registry has' image-push SCIBIDS_REGISTRY="$registry" SCIBIDS_TAGS=1.1
at_most 3 'is only tagged'
is "$(digest 1.1)" "$stored" 'by another name'
is "$(docker image ls -q "$image")" '' 'and not built'
docker run --rm "$(cat "$project/.scibids/pushed")" >"$work/said" 2>&1
is "$(tail -n 1 "$work/said")" pushed 'what .scibids/pushed names can be run'
docker image rm -f "$registry/$image@$stored" >/dev/null

# cannot ADVICE TEXT
cannot() {
	run -s image-push SCIBIDS_REGISTRY="$registry"
	is "$status" 2 "$2"
	like "$said" "^scibids: cannot push $registry/$image:$key: .*: $1\$" 'a line says what to do'
	is "$(printf '%s\n' "$said" | grep -c .)" 1 'and no other'
}
kill "$server"
wait "$server" 2>/dev/null
cannot 'no registry answers there: set SCIBIDS_REGISTRY, or try again' 'a registry that is away'
serve "$storage, maintenance: {readonly: {enabled: true}}}"
echo 'print("more")' >"$project/main.py"
run -s image
key=$(cat "$project/.scibids/key")
cannot 'that registry is read-only' 'a registry that is read-only'
kill "$server"
wait "$server" 2>/dev/null
: >"$work/htpasswd"
serve "$storage}" "auth: {htpasswd: {realm: here, path: $work/htpasswd}}"
cannot "log in with 'docker login 127.0.0.1:$port', as somebody who may push there" 'a registry that asks for a login'
finish
