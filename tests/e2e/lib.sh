# Sourced by tests/e2e/*.t: tests/user.sh, and projects whose `make image` is the real thing.
#   project NAME            a new directory $project, whose image is $image; a second call with NAME goes back to it
#   makefile <<END          its Makefile, behind `include scibids.mk`
#   run ARGUMENT...         make there; leaves $status, $out, $err, $seconds and $said: what $err says beside the progress
#   built TEXT ARGUMENT...  the same, as a test that it succeeds
#   at_most SECONDS TEXT    a test that it took no longer
#   needs_apks NAME...      the file is skipped where the kit's mirror lacks one of them
#   untouched               all that a failing make must leave as it was
#   forget                  as on a machine that has not built the project: removes its images and what make has written
#   lz4_project NAME        project, whose package is built from source; its image prints "it runs"
#   elsewhere [OPTION...]   sets $elsewhere to an engine that has built nothing before; it gets the options with each build
#   own_mirror              a copy of the kit, whose mirror may move, becomes SCIBIDS_KIT; mirror VERB ARGUMENT... moves it (mirror.py)
#   run_toolbox             run, then sets $toolbox to the project's toolbox, which the store has then
#   load_base KIT           sets $branch and $base, the kit's Alpine branch and base image, which the store then has
#   id_of [IMAGE]           $image's id, or IMAGE's; layers [IMAGE]: digests of the layers, a line each
# shellcheck shell=sh disable=SC2034 # the tests use what is set here
set -u
docker buildx version >/dev/null 2>&1 && docker info >/dev/null 2>&1 || { echo '1..0 # skip no docker engine with buildx'; exit 0; }
# shellcheck source=tests/user.sh
. tests/user.sh
use_kit
branch=$([ -z "$kit" ] || (cd "$kit/apk" && echo v*))
needs_apks() { # NAME...: or the whole file is skipped
	for apk; do
		[ -z "$kit" ] || [ -n "$(find "$kit/apk" -name "$apk-[0-9]*.apk" | head -n 1)" ] ||
			{ echo "1..0 # skip the kit's mirror has no $apk"; exit 0; }
	done
}
LC_ALL=C
export LC_ALL
umask 022
id=scibids-test-$$

images() { # of this test: name, tag, id; the list fails when another image goes away at that moment
	for _ in 1 2 3 4 5; do docker image ls --format '{{.Repository}}:{{.Tag}} {{.ID}}' >"$work/images" 2>/dev/null && break; sleep 1; done
	grep "^$id-" "$work/images" | sort
}
untouched() { # all that a failing make must leave as it was
	(cd "$project" && find . -path ./.scibids -prune -o -type f -print | sort | xargs sha256sum)
	images
}
remove_all() {
	docker ps -aq --filter "name=$id-" | xargs -r docker rm -f >/dev/null
	images | cut -d' ' -f1 | xargs -r docker image rm -f >/dev/null
	rm -rf "$work"
}
trap remove_all EXIT
trap 'exit 1' HUP INT TERM

project() {
	project=$work/$id-$1 image=$id-$1
	[ ! -d "$project" ] || return 0
	mkdir "$project"
	printf 'include scibids.mk\n' >"$project/Makefile"
}
makefile() {
	{ echo 'include scibids.mk'; cat; } >"$project/Makefile"
}
now() { date +%s.%N; }
run() {
	begun=$(now) status=0
	(cd "$project" && exec make -I "$work/include" "$@") >"$work/out" 2>"$work/err" </dev/null || status=$?
	seconds=$(printf '%s %s\n' "$(now)" "$begun" | awk '{ printf "%.2f", $1 - $2 }')
	out=$(cat "$work/out") err=$(cat "$work/err")
	said=$(grep -vE '^  [A-Z]+ |^make(\[[0-9]+\])?: ' "$work/err")
}
built() {
	text=$1
	shift
	run "$@"
	ok "$status" "$text" || { printf '%s\n' "$out" "$err" | tail -n 40 | remark; return 1; }
}
at_most() { # SECONDS TEXT: so long the last make took
	ok "$(awk -v is="$seconds" -v most="$1" 'BEGIN { print (is > most) }')" "$2: $seconds s, of $1 at most"
}
layers() {
	docker image inspect --format '{{range .RootFS.Layers}}{{println .}}{{end}}' "${1-$image}" | grep .
}
id_of() { docker image inspect --format '{{.Id}}' "${1-$image}"; }
forget() {
	images | grep "^$image:" | cut -d' ' -f1 | xargs -r docker image rm -f >/dev/null
	rm -rf "$project/.scibids"
}
lz4_project() {
	project "$1"
	echo lz4 >"$project/requirements.txt"
	echo 'import lz4.frame; print(lz4.frame.decompress(lz4.frame.compress(b"it runs")).decode())' >"$project/main.py"
	echo 'SCIBIDS_CMD = python3 main.py' | makefile
}
own_mirror() {
	rm -rf "$work/kit" && mkdir "$work/kit" && cp -R "$kit/apk" "$work/kit/" && chmod -R u+w "$work/kit" && ln -s "$kit/images" "$kit/kit.mk" "$work/kit/"
	export SCIBIDS_KIT="$work/kit"
}
mirror() { python3 tests/e2e/mirror.py "$work/kit/apk" "$branch" "$(uname -m)" "$@"; }
run_toolbox() {
	run toolbox
	toolbox=$(cat "$project/.scibids/toolbox")
}
elsewhere() {
	elsewhere=$work/elsewhere
	cat >"$elsewhere" <<-END
		#!/bin/sh
		[ "\$1 \$2" = 'buildx build' ] || exec docker "\$@"
		shift 2
		exec docker buildx build --no-cache $* "\$@"
	END
	chmod +x "$elsewhere"
}
load_base() {
	branch=$(cd "$1/apk" && echo v*)
	base=python:3.13-alpine${branch#v}
	docker image inspect "$base" >/dev/null 2>&1 ||
		for archive in "$1"/images/python-3.13-*; do
			case $archive in *.xz) xz -dc "$archive" ;; *) cat "$archive" ;; esac | docker load --quiet >/dev/null
		done
}
# The locked value of a package: pin NAME [FACT]
pin() {
	awk -v name="  $1:" -v fact="    ${2-version}:" '$0 == name { on = 1; next } /^  [^ ]/ { on = 0 }
		on && index($0, fact) == 1 { sub(/^ *[^:]*: */, ""); gsub(/"/, ""); print; exit }' "$project/scibids.lock"
}
in_base() { # DIRECTORY COMMAND...: in the base image $base, with network, in DIRECTORY of this machine
	directory=$1
	shift
	docker run --rm -i -v "$directory:$directory" -w "$directory" -v "$ca:/etc/ssl/certs/ca-certificates.crt:ro" \
		-e SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt "$base" "$@"
}
in_image() { # COMMAND...: as a careful host would run it
	docker run --rm --network=none --read-only --cap-drop=ALL --security-opt=no-new-privileges --tmpfs /tmp "$image" "$@"
}
