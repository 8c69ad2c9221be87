#!/bin/sh
# What a package is built with is in the lock, by hash: an index that does not date its files may get newer ones.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
[ -n "$kit" ] || { echo '1..0 # skip no kit'; exit 0; }
mkdir -p "$work/kit/wheels"
for part in "$kit"/*; do [ "${part##*/}" = wheels ] || ln -s "$part" "$work/kit/"; done
SCIBIDS_KIT=$work/kit
serve() { # WHAT VERSION...: into the kit's wheels, which say nothing of their age
	python3 tests/e2e/sources.py "$work/kit/wheels" "$@"
}
environment() { # of `tiny`, as the lock has it
	awk '$1 == "build-environment:" { on = 1; next } on && /^    [^ ]/ { on = 0 } on && /^      [^ ]/ { name = $1 } on && $1 == "version:" { print name $2 }' \
		"$project/scibids.lock" | tr -d '"' | paste -sd ' ' -
}
made_with() { in_image python3 -c 'import tiny; print(*tiny.made_with)'; }


project build
echo tiny >"$project/requirements.txt"
makefile <<'END'
SCIBIDS_CMD = python3 -c "import tiny"
END
serve sdist 1
serve setuptools 80.0
serve helper 1.0 2.0
built 'a source package' image || finish
is "$(environment)" 'helper:2.0 setuptools:80.0' 'the lock names what it is built with, and what its backend asks for'
is "$(pin tiny build-time)" '' 'and no moment'
is "$(made_with)" 'setuptools 80.0 helper 2.0' 'that is what it was built with'
cp "$project/scibids.lock" "$work/kept.lock"
layers >"$work/layers"

serve setuptools 81.0
serve helper 3.0
forget
built 'a newer setuptools in the index, next year' image
is "$(made_with)" 'setuptools 80.0 helper 2.0' 'the lock means the same'
layers | cmp - "$work/layers"
ok $? 'layer for layer'
built 'make lock' lock
cmp "$project/scibids.lock" "$work/kept.lock"
ok $? 'does not move it'
echo 'helper<9' >>"$project/requirements.txt"
built 'nor does another requirement' lock
is "$(environment)" 'helper:2.0 setuptools:80.0' 'it is another resolution'
built 'make lock-upgrade PKG=tiny' lock-upgrade PKG=tiny
is "$(environment)" 'helper:3.0 setuptools:81.0' 'moves it'
cp "$work/kept.lock" "$project/scibids.lock"
echo tiny >"$project/requirements.txt"

# A lock of an earlier format
awk '$1 == "build-environment:" { skip = 1; next } skip && /^      / { next } { skip = 0; sub(/^lock-version: .*/, "lock-version: 2"); print }' \
	"$work/kept.lock" >"$project/scibids.lock"
cp "$project/scibids.lock" "$work/old.lock"
built 'a lock of the format before' image SCIBIDS_LOCKED=1
cmp "$project/scibids.lock" "$work/old.lock"
ok $? 'holds as it is'
is "$(made_with)" 'setuptools 81.0 helper 3.0' 'and builds with what there is'
built 'make lock' lock
like "$out" '^  LOCK +scibids\.lock, now with the build tools of tiny$' 'adds what it lacks, and says so'
is "$(environment)" 'helper:3.0 setuptools:81.0' 'by hash'
is "$(diff "$work/old.lock" "$project/scibids.lock" | grep -c '^<')" 1 'nothing else but the format changes'

# What the lock names is gone, or is another file
cp "$work/kept.lock" "$project/scibids.lock"
forget
serve setuptools --changed 80.0
run image
is "$status" 2 'another file under the same name: make fails'
like "$said" 'setuptools' 'and names it'
rm "$work/kit/wheels"/setuptools-80.0-*
run image
is "$status" 2 'a file that is gone: make fails'
like "$said" 'setuptools' 'and names it'
is "$(images)" '' 'no image got a tag'
finish
