#!/bin/sh
# When only the app has changed, its layer is loaded and no builder is called; in all other cases the builder makes the image.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh
export FAKE_DOCKER_CONTAINERD=1

image_of() { # NAME:TAG: its id
	awk -v name="$1" '$1 == name { print $2 }' "$FAKE_DOCKER_STATE/store"
}
key() { cat "$project/.scibids/key"; }
way() { # how the image at hand was made, and why
	tail -n 1 "$project/.scibids/way"
}
line() { echo "# $*" >>"$project/main.py"; }
loaded() { # MEMBER of the archive that was loaded last
	tar xOf "$FAKE_DOCKER_STATE/loaded.tar" "$1"
}

configuration() { # the name of its blob
	loaded "blobs/sha256/$(image_of app:latest | cut -d: -f2)" | sed 's/.*"config":{[^}]*"digest":"sha256:\([^"]*\)".*/\1/'
}

# The builder's image, and what is kept of it
locked_project
first=$(key)
is "$(way)" "$first${tab}builder${tab}no image that the builder made is known" 'the first image is made by the builder'
is "$(cat "$project/.scibids/environment/images")" "$(image_of "app:$first") $first" 'it is the one to build upon'
is "$(sha256sum <"$project/.scibids/environment/manifest.json" | cut -c1-64)" "$(image_of app:latest | cut -d: -f2)" \
	'its manifest is kept'
like "$(cat "$project/.scibids/environment/labels")" "^scibids\.key=$first\$" 'and its own labels'

# One line of the app
line 1
run image
second=$(key)
is "$status $calls" "0 image inspect app${newline}load" 'a line of the app: a look and a load'
is "$(image_of "app:$second") $(image_of app:latest)" "$(image_of app:latest) $(image_of "app:$second")" 'by both names'
is "$(way)" "$second${tab}app-layer${tab}$(image_of app:latest)" 'which the way says'
is "$(image_of app:latest)" "sha256:$(loaded "blobs/sha256/$(image_of app:latest | cut -d: -f2)" | sha256sum | cut -c1-64)" \
	'the id is the digest of the manifest'
like "$out" "^  image +app:$second, app:latest$" 'the summary says the names'
like "$out" '^  size +0\.3 MB, compressed [0-9]+\.[0-9] kB, 2 layers$' 'the size'
like "$out" '^  packages +7 Python, 8 apk$' 'the packages'
like "$out" '^  app +2 files, [0-9.]+ kB$' 'what went in'
like "$out" '^  seconds +[0-9]+\.[0-9]$' 'and the time'
like "$err" '^  APP +app +[0-9]+\.[0-9] s$' 'and one line what was done'
like "$(loaded "blobs/sha256/$(configuration)")" "\"scibids.key\":\"$second\"" 'its label is its own key'
is "$(find "$project/.scibids" -name 'archive*')" '' 'the archive is gone'
run image
is "$status $calls" '0 tag' 'a second time there is nothing to do but to see that it is there'

# The next one replaces the layer
line 2
run -s -j4 image
is "$status $deeds$out$err" '0 load' 'another line, -s -j4: without a word'
is "$(loaded "blobs/sha256/$(image_of app:latest | cut -d: -f2)" | grep -o '"digest"' | wc -l | tr -d ' ')" 3 \
	'layers do not pile up: the config and two'
third=$(image_of app:latest)
sed -i '$d' "$project/main.py"
run image
is "$status $deeds" '0 tag' 'the line back: its image is taken from the store'
is "$(image_of app:latest)" "$(image_of "app:$second")" 'as latest'
line 2
run .scibids/key
sed -i "/^app:$(key) /d" "$FAKE_DOCKER_STATE/store"
run V=1 image
is "$status $(image_of app:latest)" "0 $third" 'the same app is the same image'
like "$err" '^scibids: only the app has changed: .* without the builder$' 'V=1 says which way was taken'
line n
run -n image
is "$status $calls$err" '0 ' '-n: no call of the engine'

# Labels that are others with each image
locked_project
run image SCIBIDS_REVISION=abc
is "$status $deeds" '0 load' 'another commit'
like "$(loaded "blobs/sha256/$(configuration)")" '"org.opencontainers.image.revision":"abc"' 'is a label'
line
run image SCIBIDS_REVISION=
is "$status $deeds" '0 load' 'and none'
unlike "$(loaded "blobs/sha256/$(configuration)")" 'revision' 'is not a label'

# Only the builder can do it
builder() { # WHY TEXT ARGUMENT...: make image takes the builder, and says why
	why=$1 text=$2
	shift 2
	run V=1 image "$@"
	is "$status $(printf '%s\n' "$deeds" | tail -n 1)" '0 build final' "$text: the builder"
	like "$err" "^scibids: the builder makes it: $why$" 'it says why'
	is "$(way)" "$(key)${tab}builder$tab$(sed -n 's/^scibids: the builder makes it: //p' "$work/err")" 'and so does the way'
}
locked_project && line
builder 'more than the app has changed' 'another command' 'SCIBIDS_CMD=python3 -u main.py'
line
run image 'SCIBIDS_CMD=python3 -u main.py'
is "$status $deeds" '0 load' 'and then the app of that'
locked_project && line
builder 'SCIBIDS_BUILDER is set' 'SCIBIDS_BUILDER' SCIBIDS_BUILDER=known
line
builder 'the last image was made by a different builder' 'and after it'
locked_project && line
builder "the last image's layers are compressed by zstd" 'another compression' SCIBIDS_COMPRESSION=gzip
locked_project && line 1
run image
sed -i "/^app:latest /d; /^app:$first /d" "$FAKE_DOCKER_STATE/store"
line 2
run image
is "$status $deeds" '0 load' 'of the images of an environment the last one is enough'
locked_project && line 1
run image
sed -i "/^app:$(key) /d; s/^app:latest .*/app:latest $(image_of "app:$first")/" "$FAKE_DOCKER_STATE/store"
line 2
run image
is "$status $deeds" '0 load' 'or the one that is latest'
locked_project && line
sed -i '/^app:/d' "$FAKE_DOCKER_STATE/store"
builder 'no image of this environment is in the store' 'an empty store'
locked_project
mkdir "$project/fragments"
echo 'RUN true' >"$project/fragments/app.dockerfile"
run image SCIBIDS_FRAGMENTS=fragments
line
builder ".*: the app's stage does more than copy the app" "a fragment of the user's own" SCIBIDS_FRAGMENTS=fragments
echo 'LABEL a=b' >"$project/fragments/final.dockerfile"
rm "$project/fragments/app.dockerfile"
run image SCIBIDS_FRAGMENTS=fragments
line
run image SCIBIDS_FRAGMENTS=fragments
is "$status $deeds" '0 load' 'one that makes no layer is no obstacle'
locked_project
mkfifo "$project/fifo"
builder "the app holds 'fifo', .*" 'a pipe in the app'
locked_project && line
sed -i 1d "$project/.scibids/environment/manifest.json"
echo >>"$project/.scibids/environment/manifest.json"
builder 'the manifest is not that of the last image' 'a damaged manifest'
locked_project && line
rm -rf "$project/.scibids/environment"
builder 'no image that the builder made is known' 'a fresh clone'
line
run image
is "$status $deeds" '0 load' 'which knows the next time'

# Engines of another kind
unset FAKE_DOCKER_CONTAINERD
rm -rf "$work/locked"
locked_project && line
builder "the engine does not show the builder's image: .*" 'a store that is not containerd'"'"'s'
export FAKE_DOCKER_CONTAINERD=1
rm -rf "$work/locked"

# What cannot be loaded leaves nothing behind
for FAKE_DOCKER_LOAD in none broken; do
	export FAKE_DOCKER_LOAD
	locked_project && line
	before=$(image_of app:latest)
	export FAKE_DOCKER_FAIL=final
	run image
	is "$status $(image_of "app:$(key)") $(image_of app:latest)" "2  $before" "load: $FAKE_DOCKER_LOAD: no tag is left, and latest is what it was"
	unset FAKE_DOCKER_FAIL
	builder "Error .*" 'and then'
done
unset FAKE_DOCKER_LOAD

# A run that was killed while the engine loaded
locked_project && line
run image
key >"$project/.scibids/loading"
sed -i '$d' "$project/.scibids/environment/images"
run image
is "$status $(printf '%s\n' "$deeds" | tail -n 1)" '0 load' 'what may be half there is made again'
is "$(image_of "app:$(key)")" "$(image_of app:latest)" 'by both names'
run image
is "$status $calls" '0 tag' 'once'
# What was trimmed only the builder knows
locked_project
echo 'from pandas.tests import io' >"$project/data.py"
run image
like "$(way)" "${tab}builder${tab}a changed file of the app imports what may have been trimmed\$" 'an import of tests goes to the builder'
echo 'import latest, contest' >"$project/other.py"
run image
like "$(way)" "${tab}app-layer${tab}" 'once; and words that only look like it do not'
echo 'PLUGINS = ["pandas.tests.io"]' >"$project/other.py"
run image
like "$(way)" "${tab}builder${tab}a changed file" 'so does a name in a string'
finish
