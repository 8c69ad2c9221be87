#!/bin/sh
# When a lock is made again, what that takes, and that a failure leaves the old lock alone.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

# A helper that fails when its first argument is what $work/fails says, and is the real one otherwise
wrapped=$work/wrapped
mkdir "$wrapped"
for helper in "$helpers"/scibids-*; do
	cat >"$wrapped/${helper##*/}" <<END
#!/bin/sh
echo "${helper##*/scibids-} \$*" >>'$work/helped'
case "${helper##*/} \$*" in "\$(cat '$work/fails')"*) echo "${helper##*/}: it failed" >&2; exit 2 ;; esac
exec '$helper' "\$@"
END
	chmod +x "$wrapped/${helper##*/}"
done
echo none >"$work/fails"
: >"$work/helped"

lock_is_old() { # TEXT
	same "$project/scibids.lock" "$work/locked/scibids.lock" "$1"
}
incomplete_project() { # its lock, which is in $work/lock, has no runtime apks
	locked_project
	sed -i '/^runtime:/,$d' "$project/scibids.lock"
	cp "$project/scibids.lock" "$work/lock"
}
incomplete_stays() { # TEXT
	same "$project/scibids.lock" "$work/lock" "$1"
}
relock='build refresh
build needs'

# Fresh
locked_project
run lock
is "$status $deeds$out" '0 build index' 'lock: of a lock that holds, only what the branch has is looked at, without a word'
lock_is_old 'as it is'
rm -rf "$project/.scibids"
run lock
is "$status $deeds" '0 build index' 'in a fresh clone as well, whose files all have new times'

# Of an earlier format, which does not say what source packages are built with
locked_project
sed -i 's/^lock-version: .*/lock-version: 2/' "$project/scibids.lock"
cp "$project/scibids.lock" "$work/lock"
run lock SCIBIDS_LOCKED=1
is "$status $deeds$out" '0 build index' 'a lock of the format before holds'
same "$project/scibids.lock" "$work/lock" 'as it is'
run lock
is "$status $(echo $deeds)" '0 build refresh' 'that is for make lock'
like "$out" '^  LOCK +scibids\.lock, now with the build tools of psycopg2$' 'which says what it adds'

# As a merge of two branches leaves it
locked_project
for version in 3.1 3.7; do sed "/^  idna:/,/^  numpy:/s/3\\.20/$version/" "$work/locked/scibids.lock" >"$work/$version"; done
git merge-file -p "$work/locked/scibids.lock" "$work/3.1" "$work/3.7" >"$project/scibids.lock"
cp "$project/scibids.lock" "$work/lock"
run image
is "$status $calls" '2 ' 'a merge conflict: no image, nor a call'
like "$err" 'scibids-stale: scibids\.lock:[0-9]+: a merge conflict: run make lock: it makes the lock again' 'but a line that says what to do'
run lock SCIBIDS_LOCKED=1
is "$status $calls" '2 ' 'nor a lock where that must not change'
same "$project/scibids.lock" "$work/lock" 'which stays as the merge left it'
run lock
is "$status $(echo $deeds)" '0 build refresh build needs' 'make lock'
like "$out" '^  LOCK +scibids\.lock, made again from both sides of a merge$' 'makes it again'
grep -v '^    group:' "$project/scibids.lock" >"$work/lock"
grep -v '^    group:' "$work/locked/scibids.lock" | cmp - "$work/lock"
ok $? 'of what can be had'
unlike "$(tr '\n' ' ' <"$project/.scibids/lock/request/request.json")" '"pins": \{[^}]*"idna"' 'and keeps no pin that they do not agree on'
like "$(tr '\n' ' ' <"$project/.scibids/lock/request/request.json")" '"pins": \{[^}]*"numpy": "2\.5\.5"' 'but the others'

# Stale
locked_project
echo '# a comment' >>"$project/requirements.txt"
install_into "$wrapped"
run lock
is "$status" 0 'changed requirements: a new lock'
is "$deeds" 'build refresh' 'by one build, for what the files need is what it was'
is "$(sed -n 's/^\(stale\) .*/\1/p; s/^\(lock [a-z]*\) .*/\1/p; s/^\(stitch\) .* -t \([a-z]*\) .*/\1 \2/p' "$work/helped")" "stale
stitch resolution
lock request
lock toolbox
stitch toolbox
lock packages" 'and these helpers'
install_into "$helpers"
like "$out" '^  LOCK +scibids\.lock$' 'and a line that says so'
like "$(diff "$work/locked/scibids.lock" "$project/scibids.lock")" '^> +requirements\.txt: sha256:' 'with the new hash of what changed'
run lock
is "$status $deeds$out" '0 build index' 'which then holds'
like "$(tr '\n' ' ' <"$project/.scibids/lock/request/request.json")" '"pins": \{.*"numpy": "2\.5\.5"' 'the old pins go to the resolver'
incomplete_project
run lock
is "$status $deeds" "0 $relock" 'a lock without runtime apks: a build finds out what the files need'
lock_is_old 'and it is as it was'
locked_project
run lock SCIBIDS_TOOLBOX_APKS=file
is "$status $deeds" "0 $relock" 'what is resolved does not depend on the toolbox'
locked_project
echo '# a comment' >>"$project/requirements.txt"
sed -i '/^scibids:/d' "$FAKE_DOCKER_STATE/store"
FAKE_DOCKER_UNBUILT=refresh
export FAKE_DOCKER_UNBUILT
run lock
unset FAKE_DOCKER_UNBUILT
is "$status $deeds" '0 build refresh
build toolbox
build resolution' 'what must be built for it to be known what it requires is resolved in the toolbox'
like "$(cat "$FAKE_DOCKER_LOG")" '^buildx build .*--build-arg TOOLBOX=scibids:3\.13-alpine3\.20-[0-9a-f]+ .*--target resolution ' 'of the store'
locked_project
echo 'x @ git+https://example.com/x@1' >>"$project/requirements.txt"
run lock
is "$deeds" 'build index' 'what lies in a repository is resolved in a toolbox as well'
like "$err" 'git' 'which has git'
for setting in PYTHON=3.13.5 BASE=python:3.13-alpine3.20-slim EXTRAS=x GROUPS=y RUNTIME_APKS=zlib TOOLBOX_APKS=pkgconf; do
	locked_project
	run lock "SCIBIDS_$setting" SCIBIDS_LOCKED=1
	is "$status $calls" '2 ' "another SCIBIDS_${setting%%=*} makes the lock stale"
done
locked_project
mkdir "$project/records"
echo 'build: [libpq-dev, openssl-dev]' >"$project/records/psycopg2.yaml"
run lock SCIBIDS_RECORDS=records SCIBIDS_LOCKED=1
is "$status" 2 "a package's record that changed makes it stale"
like "$err" 'record psycopg2' 'and is named'

# CI
locked_project
echo '# a comment' >>"$project/requirements.txt"
for target in lock image; do
	run $target SCIBIDS_LOCKED=1
	is "$status $out" '2 ' "SCIBIDS_LOCKED=1 $target: a stale lock is an error"
	is "$(printf '%s\n' "$err" | grep -v '^make: \*\*\*')" \
		'scibids: scibids.lock is stale: changed since: requirements.txt (SCIBIDS_LOCKED=1): run make lock and commit the lock' 'in one line'
	is "$calls" '' 'without a call'
	lock_is_old 'and without a change'
done
locked_project
run image SCIBIDS_LOCKED=1
is "$status $calls" '0 image inspect app' 'SCIBIDS_LOCKED=1: a lock that holds is not an error'
project
run image SCIBIDS_LOCKED=1
is "$status $calls" '2 ' 'and one that is missing is one'
like "$err" '^scibids: scibids\.lock is stale: it does not exist yet ' 'and said to be'
project
for package in '' PKG=numpy PKG=apk PKG=base; do
	run lock-upgrade SCIBIDS_LOCKED=1 $package
	is "$status $calls$(printf '%s\n' "$err" | head -n 1)" '2 scibids: lock-upgrade moves pins, and SCIBIDS_LOCKED=1 forbids that: unset it' \
		"SCIBIDS_LOCKED=1 lock-upgrade $package: refused"
	like "$err" 'Error 3$' 'with the status of a stale lock'
done
run lock SCIBIDS_LOCKED=0
is "$status $(ls "$project/scibids.lock")" "0 $project/scibids.lock" 'SCIBIDS_LOCKED=0 is as if it were not set'

# Upgrade
upgrade() { # ARGUMENT...: what was asked of the resolver
	locked_project
	run lock-upgrade "$@"
	[ "$status" = 0 ] || printf '%s\n' "$err"
	tr -s '\n ' ' ' <"$project/.scibids/lock/request/request.json"
}
request=$(upgrade)
like "$request" '"upgrade": true' 'lock-upgrade moves all'
like "$request" '"pins": \{ *\}' 'and keeps no pin'
request=$(upgrade PKG=numpy)
like "$request" '"upgrade": \[ "numpy" \]' 'PKG moves one'
like "$request" '"pins": \{.*"requests": ' 'and keeps the others'
request=$(upgrade 'PKG=numpy requests')
like "$request" '"upgrade": \[ "numpy", "requests" \]' 'or more'
locked_project
FAKE_DOCKER_MOVED=1
export FAKE_DOCKER_MOVED
run lock-upgrade
unset FAKE_DOCKER_MOVED
is "$deeds" "pull$newline$relock" 'a lock that holds is no reason not to, and the base image moved'

# Named elsewhere
locked_project
mkdir "$project/locks"
run lock SCIBIDS_LOCK=locks/a.lock SCIBIDS_OUT=build/scibids
is "$status $deeds" '0 build refresh
build needs' 'another SCIBIDS_LOCK and SCIBIDS_OUT'
is "$(ls "$project/locks")" a.lock 'are where it is written'
lock_is_old 'and not the default'
run image SCIBIDS_LOCK=locks/a.lock SCIBIDS_OUT=build/scibids
is "$status $(ls "$project/build/scibids/Dockerfile")" "0 $project/build/scibids/Dockerfile" 'and what image reads and writes'

# What goes wrong half way
for step in 'lock toolbox' 'stitch' 'lock request' 'lock packages' 'lock runtime'; do
	incomplete_project
	install_into "$wrapped"
	echo "scibids-$step" >"$work/fails"
	run lock
	is "$status" 2 "scibids-$step fails: so does lock"
	is "$(printf '%s\n' "$err" | grep -v '^  [A-Z]\|^make')" "scibids-${step%% *}: it failed" 'with its message'
	incomplete_stays 'and the old lock stays'
	is "$(ls -A "$project")" "$(ls -A "$work/locked")" 'with nothing beside it'
	install_into "$helpers"
	run lock
	is "$status $deeds" "0 $relock" 'and the next run makes one'
done
for step in refresh needs; do
	incomplete_project
	export FAKE_DOCKER_FAIL=$step
	run image
	unset FAKE_DOCKER_FAIL
	is "$status" 2 "the build of $step fails: so does image"
	incomplete_stays 'and the old lock stays'
	unlike "$deeds" 'build final|tag' 'and no image is built'
	run lock
	is "$status $deeds" "0 $relock" 'and the next run makes one'
done

# Bad input
bad_input() { # TEXT REGEX ARGUMENT...
	text=$1 regex=$2
	shift 2
	run "$@"
	is "$status $calls" '2 ' "$text: fails without a call"
	is "$(printf '%s\n' "$err" | grep -cv '^make: \*\*\* \[')" 1 "$text: with one line"
	like "$err" "$regex" "$text: that says what is wrong"
}
locked_project
rm "$project/requirements.txt"
bad_input 'no requirements' 'no requirements: write requirements\.txt, pyproject\.toml or pylock\.toml' image
echo 'import setuptools' >"$project/setup.py"
bad_input 'a setup.py alone' 'setup\.py: no requirements file: write a requirements\.txt with the line `\.`' image
rm "$project/setup.py"
bad_input 'requirements that are not there' 'other\.txt: ' image SCIBIDS_REQUIREMENTS=other.txt
echo 'requests >> 2' >"$project/requirements.txt"
bad_input 'a malformed requirement' 'requirements\.txt:1: ' image
lock_is_old 'none of this touches the lock'
locked_project
sed -i 's/^lock-version: .*/lock-version: 99/' "$project/scibids.lock"
cp "$project/scibids.lock" "$work/lock"
bad_input 'a lock of a later version' 'scibids\.lock:2: .*99' image
sed 's/^  idna:$/  "idna; rm -rf x":/' "$work/locked/scibids.lock" >"$project/scibids.lock"
cp "$project/scibids.lock" "$work/lock"
bad_input 'a lock edited into something else' 'scibids\.lock:[0-9]+: ' image
same "$project/scibids.lock" "$work/lock" 'which is left for its author'
# The mirror moves between the stage that reads its index and the one that adds compilers
export FAKE_DOCKER_SAYS='ERROR: unable to select packages: binutils-2.42-r0: breaks: world[binutils=2.41-r0]'
locked_project
rm "$project/scibids.lock"
: >"$FAKE_DOCKER_STATE/once-needs"
run lock
is "$status $(printf '%s\n' "$deeds" | grep -v toolbox | paste -sd ' ' -)" '0 build refresh build needs build refresh build needs' \
	'a mirror that moves while a lock is made is read once more'
like "$out" '^  NOTE +the Alpine branch has moved since its index was read: trying again$' 'which a line says'
lock_is_old 'and the lock is made'
rm "$project/scibids.lock"
FAKE_DOCKER_FAIL=needs && export FAKE_DOCKER_FAIL
run lock
unset FAKE_DOCKER_FAIL
is "$status $(printf '%s\n' "$deeds" | grep -c '^build needs')" '2 2' 'but not for ever'
[ ! -e "$project/scibids.lock" ]
ok $? 'and then there is no lock'
FAKE_DOCKER_SAYS='cc: it failed'
: >"$FAKE_DOCKER_STATE/once-needs"
run lock
is "$status $(printf '%s\n' "$deeds" | grep -c '^build needs')" '2 1' 'nor where something else fails'
unset FAKE_DOCKER_SAYS
finish
