#!/bin/sh
# SCIBIDS_BUILT: packages that were built from source are kept there, for every project of the machine, and checked when they are taken.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

forget() { : >"$FAKE_DOCKER_STATE/store"; rm -rf "$project/.scibids"; } # as a machine whose builder remembers nothing
taken() { grep -e "--target $1 " "$FAKE_DOCKER_LOG" | tail -n 1 | grep -o '[a-z0-9-]*=oci-layout://[^ ]*' | cut -d= -f1 | paste -sd ' ' -; } # TARGET
kept() { find "$SCIBIDS_BUILT" -mindepth 1 -maxdepth 1 | grep -c .; }
notes() { printf '%s\n' "$err" | grep '^scibids'; }

locked_project
export SCIBIDS_BUILT="$work/what is built: here"
forget
run image
is "$status $(printf '%s\n' "$deeds" | grep '^build' | paste -sd ' ')" '0 build final build kept-build-psycopg2' 'make image keeps what was built'
like "$out" '^  KEEP +build-psycopg2$' 'which a line says'
is "$(kept) $(ls "$SCIBIDS_BUILT"/*)" "1 MANIFEST${newline}index.json" 'with the hash of each file'
key=$(cat "$project/.scibids/key")
echo '# more' >>"$project/main.py"
run -s image
is "$status $(printf '%s\n' "$deeds" | grep -c kept)" '0 0' 'once'

forget
run image
is "$status $(printf '%s\n' "$deeds" | grep '^build' | paste -sd ' ')" '0 build final' 'a builder that remembers nothing'
is "$(taken final)" 'build-psycopg2' 'takes it from there'
like "$out" '^  STORED +build-psycopg2$' 'which a line says'
locked_project other
rm "$project/scibids.lock" && forget
run image
is "$status $(taken needs) $(taken final)" '0 build-psycopg2 build-psycopg2' 'so do the first lock and image of another project'
run -s image-debug
is "$status $(taken debug)" '0 build-psycopg2' 'and image-debug'
sed -i 's/^    version: "2\.9\.[0-9]*"/    version: "2.9.0"/; s/psycopg2-2\.9\.[0-9]*/psycopg2-2.9.0/' "$project/scibids.lock"
run -s image
is "$status $(taken final) $(kept)" '0  2' 'another version is built, and kept beside it'
locked_project
forget
run -s image SCIBIDS_BUILT=
is "$status $(taken final) $(cat "$project/.scibids/key")" "0  $key" 'with an empty setting none is taken, and the key is the same'

# Not what was kept
# spoilt TEXT COMMAND: that is noticed, and the entry is made again
spoilt() {
	forget
	(cd "$entry" && eval "$2")
	run image
	is "$status $(taken final)" '0 ' "$1: not taken"
	is "$(notes)" "scibids: note: $entry has changed since build-psycopg2 was kept: it is removed, and built again" "$1: a line says so"
	"$helpers/scibids-kit" verify "$entry"
	ok $? "$1: and the next build has it again"
}
forget
run -s image
entry=$SCIBIDS_BUILT/$(sed -n 's|.*oci-layout://.scibids/built/\([0-9a-f]*\)@.*|\1|p' "$FAKE_DOCKER_LOG" | head -n 1)
spoilt 'a byte changed' 'printf x >>index.json'
spoilt 'a file lost' 'rm index.json'
spoilt 'a file more' 'echo x >x'
spoilt 'no MANIFEST' 'rm MANIFEST'

# A package that cannot be kept does not harm the build
# unkept TEXT ARGUMENT...
unkept() {
	forget
	text=$1
	shift
	run image "$@"
	is "$status" 0 "$text: the image is built"
	like "$(notes)" '^scibids: note: .* did not take build-psycopg2: it is built again where the builder.s cache is gone$' "$text: a line says so"
	is "$(notes | grep -c '^scibids: ')" 1 "$text: one line"
}
FAKE_DOCKER_LAYOUT=none && export FAKE_DOCKER_LAYOUT
unkept 'an engine that cannot write it' SCIBIDS_BUILT="$work/none"
unset FAKE_DOCKER_LAYOUT
is "$(ls "$work/none")" '' 'and nothing is left'
: >"$work/file"
unkept 'a directory that cannot be made' SCIBIDS_BUILT="$work/file/built"
FAKE_DOCKER_FAIL=final && export FAKE_DOCKER_FAIL
forget
run -s image SCIBIDS_BUILT="$work/none"
unset FAKE_DOCKER_FAIL
is "$status $(ls "$work/none")" '2 ' 'of an image that fails nothing is kept'
locked_project
forget
(unset SCIBIDS_BUILT && cd "$project" && forget && XDG_CACHE_HOME="$work/cache" make -s -I "$work/include" image) >/dev/null 2>&1
is "$(find "$work/cache/scibids/built" -mindepth 1 -maxdepth 1 | grep -c .)" 1 'by default it lies in the cache directory'

# Old ones, and all
touch -d '100 days ago' "$entry"
mkdir "$SCIBIDS_BUILT/new.1" "$SCIBIDS_BUILT/mine" && touch -d '2 days ago' "$SCIBIDS_BUILT/new.1" "$SCIBIDS_BUILT/mine"
sed -i 's/^    version: "2\.9\.[0-9]*"/    version: "2.9.1"/; s/psycopg2-2\.9\.[0-9]*/psycopg2-2.9.1/' "$project/scibids.lock"
run -s image
is "$(ls -d "$entry" "$SCIBIDS_BUILT"/new.* 2>/dev/null)" '' 'what was not taken for 90 days goes when something is kept, and what was killed'
is "$(ls -d "$SCIBIDS_BUILT"/mine)" "$SCIBIDS_BUILT/mine" 'a directory of somebody else does not'
run scibids-doctor
like "$out" "^  built +ok +2 packages, 0 MB in $SCIBIDS_BUILT: make scibids-clean removes them$" 'scibids-doctor says how much there is'
run scibids-clean
is "$status $deeds $(ls "$SCIBIDS_BUILT")" '0  mine' 'scibids-clean removes it'
finish
