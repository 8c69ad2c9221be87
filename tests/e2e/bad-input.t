#!/bin/sh
# Bad requirements, locks and records: one clear line, and nothing moved or half written.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

# TEXT REGEX ARGUMENT...: make image fails, with one line like REGEX
refused() {
	text=$1 regex=$2
	shift 2
	before=$(untouched)
	run image "$@"
	is "$status" 2 "$text: make fails" || printf '%s\n' "$err" | sed 's/^/# /'
	like "$said" "$regex" "$text: and says why"
	is "$(printf '%s\n' "$said" | wc -l | tr -d ' ')" 1 "$text: in one line"
	unchanged "$text"
}
unchanged() { # TEXT
	is "$(untouched)" "$before" "$1: no tag is moved, no file is other than it was"
	is "$(find "$project" -name '*.tmp' -o -name '*.lock.*')" '' "$1: none is half written"
}
requirements() { printf '%s\n' "$@" >"$project/requirements.txt"; }

# Requirements, without a lock and with one
project bad
echo 'print("it runs")' >"$project/main.py"
refused 'no requirements' '\*\*\* no requirements: write requirements\.txt, pyproject\.toml or pylock\.toml, or set SCIBIDS_REQUIREMENTS'
requirements '# a comment' 'six >> 1'
refused 'no requirement' "^scibids-requirements: requirements\.txt:2: not a requirement: 'six >> 1'"
requirements six
built 'a project that works' image || finish
cp "$project/scibids.lock" "$work/lock"
requirements six '-r more.txt'
refused 'an include that is not there' '^scibids-requirements: requirements\.txt:2: .*more\.txt'
requirements six 'no-such-package-of-scibids'
refused 'an unknown package' '^scibids-lock: requirements\.txt:[0-9]+: no package index has .no-such-package-of-scibids.: correct the requirement'
requirements 'requests==2.32.3' 'idna==1.0'
refused 'two that conflict' '^scibids-lock: requirements\.txt: .*requests==2\.32\.3 depends on idna>=2\.5,<4 and you require idna==1\.0|^scibids-lock: requirements\.txt: .*you require idna==1\.0'
requirements torch
refused 'a package for glibc alone' '^scibids-lock: requirements\.txt: torch cannot run on musl: .*glibc only.*; take '
at_most 20 'in seconds'
requirements six ray
refused 'another one' '^scibids-lock: requirements\.txt: ray cannot run on musl: '
requirements "six==1.17.0 --hash=sha256:$(printf %064d 1)"
refused 'a hash that no artifact has' '^scibids-lock: requirements\.txt:1: six 1\.17\.0: no file of it has one of the hashes that the requirements allow'

# A lock whose hash is another: what the index has is not what was locked
requirements six
sed "s/^    hash: sha256:.*/    hash: sha256:$(printf %064d 1)/" "$work/lock" >"$project/scibids.lock"
before=$(untouched)
run image
is "$status" 2 'a hash that does not match the lock: make fails'
like "$said" "stage 'wheel-six' failed.*; whole log: \.scibids/image\.log" 'and says where'
like "$said" 'Hash mismatch for .?six==1\.17\.0' 'and why'
unchanged 'a hash that does not match the lock'

# Locks that somebody edited
edited() { # TEXT REGEX SED-SCRIPT: of the lock
	sed "$3" "$work/lock" >"$project/scibids.lock"
	refused "$1" "$2"
}
advice=': restore it, or remove it and run make lock$'
edited 'a name with a command' "^scibids-stale: scibids\.lock:[0-9]+: 'six; rm -rf /' is not a normalised project name$advice" 's/^  six:$/  "six; rm -rf \/":/'
edited 'a line break in a version' "^scibids-stale: scibids\.lock:[0-9]+: '1\.17\.0\\\\012RUN id' is not a valid version$advice" 's/^    version: "1.17.0"/    version: "1.17.0\\nRUN id"/'
edited 'a command in a file name' "^scibids-stale: scibids\.lock:[0-9]+: .* is not a valid artifact$advice" 's/^    artifact: .*/    artifact: "$(id).whl"/'
edited 'a blank in the base image' "^scibids-stale: scibids\.lock:[0-9]+: 'a b' is not a valid base-image$advice" 's/^base-image: .*/base-image: "a b"/'
edited 'an option for apk' "^scibids-stale: scibids\.lock:[0-9]+: .* is not an apk name$advice" 's/^  musl:$/  "musl --allow-untrusted":/'
edited 'a repeated key' "^scibids-stale: scibids\.lock:4: duplicate key 'platform'$advice" 's/^platform: .*/&\n&/'
edited 'an unknown key' "^scibids-stale: scibids\.lock:4: unknown key 'platfrom'$advice" 's/^platform: .*/&\nplatfrom: a/'
edited 'a newer format' '^scibids-stale: scibids\.lock:2: lock format 5 is newer than this scibids knows \(4\): update scibids$' 's/^lock-version: .*/lock-version: 5/'
awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "["; for (i = 0; i < 1000000; i++) printf "]" }' >"$project/scibids.lock"
refused '2 MB of nesting' "^scibids-stale: scibids\.lock:1: nested more than [0-9]+ levels deep$advice"
head -c 600 "$work/lock" >"$project/scibids.lock"
refused 'half a lock' "^scibids-stale: scibids\.lock:[0-9]+: .*$advice"
: >"$project/scibids.lock"
refused 'an empty lock' "^scibids-stale: scibids\.lock:1: nothing in it$advice"
sed '/^runtime:/,$d' "$work/lock" >"$project/scibids.lock"
refused 'a lock without runtime apks, locked' '^scibids: scibids\.lock is stale: it has no runtime apks \(SCIBIDS_LOCKED=1\): run make lock and commit the lock$' SCIBIDS_LOCKED=1
cp "$work/lock" "$project/scibids.lock"

# Records
mkdir "$project/records"
record() { printf '%s\n' "$2" >"$project/records/$1.yaml"; }
record six 'bulid: [zlib-dev]'
refused 'a record with an unknown key' "^scibids-stale: records/six\.yaml:1: unknown key 'bulid'" SCIBIDS_RECORDS=records
record six 'run: [zlib, zlibb]'
refused 'a record with an apk that the branch lacks' "^scibids-lock: records/six\.yaml:1: the branch's index has no apk 'zlibb': did you mean .*zlib" SCIBIDS_RECORDS=records
record six "$(printf 'build:\n  - zlib-dev\n  - zlibb')"
requirements six '--no-binary six'
refused 'the same for a build' "^scibids-lock: records/six\.yaml:3: the branch's index has no apk 'zlibb'" SCIBIDS_RECORDS=records
refused 'a directory of records that is not there' "\*\*\* SCIBIDS_RECORDS is 'recrods': there is no such directory" SCIBIDS_RECORDS=recrods
rm "$project/records/six.yaml"
requirements six
refused 'an apk by hand that the branch lacks' "^scibids-lock: SCIBIDS_RUNTIME_APKS: the branch's index has no apk 'zlbi': did you mean zlib\?" SCIBIDS_RUNTIME_APKS=zlbi

# An sdist whose build fails for want of a library
requirements psycopg2
record psycopg2 'build: []'
before=$(untouched)
run image SCIBIDS_RECORDS=records
is "$status" 2 'an sdist that cannot be built: make fails'
like "$said" '^ +Error: pg_config executable not found' "with the build's own last lines"
like "$said" "stage 'build-psycopg2' failed .*; whole log: \.scibids/needs\.log" 'the place of the whole log'
like "$said" 'SCIBIDS_RECORDS=.*/psycopg2\.yaml: build: \[' 'and what to add'
like "$(cat "$project/.scibids/needs.log")" 'pg_config executable not found' 'the log has it too'
unchanged 'an sdist that cannot be built'

# After all of that
rm -r "$project/records"
requirements six
built 'the project still works' image
is "$(docker run --rm "$image" python3 /app/main.py)" 'it runs' 'and runs'
is "$(cat "$project/scibids.lock")" "$(cat "$work/lock")" 'with the lock it had'
finish
