# Sourced by tests/e2e/*.t: tests/tap.sh, and projects whose `make image` is the real thing.
#   project NAME            a new directory $project, whose image is $image; a second call with NAME goes back to it
#   makefile <<END          its Makefile, behind `include scibids.mk`
#   run ARGUMENT...         make there; leaves $status, $out, $err, $seconds and $said: what $err says beside the progress
#   built TEXT ARGUMENT...  the same, as a test that it succeeds
#   at_most SECONDS TEXT    a test that it took no longer
#   needs_apks NAME...      the file is skipped where the kit's mirror lacks one of them
#   layers [IMAGE]          digests of the layers, a line each
# shellcheck shell=sh disable=SC2034 # the tests use what is set here
set -u
docker buildx version >/dev/null 2>&1 && docker info >/dev/null 2>&1 || { echo '1..0 # skip no docker engine with buildx'; exit 0; }
SCIBIDS=$PWD
helpers=${SCIBIDS_HELPERS:-$PWD/helpers/build}
shared=$(cd "${SCIBIDS_SHARED:-../shared}" 2>/dev/null && pwd)
given=${SCIBIDS_TEST_KIT-unset}
# What the caller's make or shell sets is not this user's.
for name in $(env | sed -n 's/^\(SCIBIDS_[A-Z_]*\)=.*/\1/p') MAKEFLAGS MFLAGS MAKEFILES MAKELEVEL MAKEOVERRIDES V PKG; do
	unset "$name"
done
# tests/run says which kit, or none where the network serves; a test that is run by itself takes what is here.
case $given in
unset) if [ -n "$shared" ] && [ -d "$shared/kit" ]; then kit=$shared/kit; else kit=$(tools/test-kit/make-kit --path) || kit=''; fi ;;
*) kit=$given ;;
esac
[ -z "$kit" ] || export SCIBIDS_KIT="$kit"
needs_apks() { # NAME...: or the whole file is skipped
	for apk; do
		[ -z "$kit" ] || [ -n "$(find "$kit/apk" -name "$apk-[0-9]*.apk" | head -n 1)" ] ||
			{ echo "1..0 # skip the kit's mirror has no $apk"; exit 0; }
	done
}
# The CA bundle that downloads need on this machine
ca=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}
[ ! -r "$ca" ] || export SSL_CERT_FILE="$ca"
LC_ALL=C
export LC_ALL
umask 022
work=$(mktemp -d)
id=scibids-test-$$
mkdir "$work/include"
# An include directory as `make install` leaves it
printf '%s\n' "_scibids_home    := $SCIBIDS" "_scibids_helpers := $helpers" "include $SCIBIDS/mk/scibids.mk" >"$work/include/scibids.mk"

images() { # of this test: name, tag, id; the list fails when another image goes away at that moment
	for _ in 1 2 3 4 5; do docker image ls --format '{{.Repository}}:{{.Tag}} {{.ID}}' >"$work/images" 2>/dev/null && break; sleep 1; done
	grep "^$id-" "$work/images" | sort
}
remove_all() {
	docker ps -aq --filter "name=$id-" | xargs -r docker rm -f >/dev/null
	images | cut -d' ' -f1 | xargs -r docker image rm -f >/dev/null
	rm -rf "$work"
}
trap remove_all EXIT
trap 'exit 1' HUP INT TERM

# shellcheck source=tests/tap.sh
. tests/tap.sh

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
	ok "$status" "$text" || { printf '%s\n' "$err" | remark; return 1; }
}
at_most() { # SECONDS TEXT: so long the last make took
	ok "$(awk -v is="$seconds" -v most="$1" 'BEGIN { print (is > most) }')" "$2: $seconds s, of $1 at most"
}
layers() {
	docker image inspect --format '{{range .RootFS.Layers}}{{println .}}{{end}}' "${1-$image}" | grep .
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
