#!/bin/sh
# scibids-kit: what it asks the builder for, what is in the directory, and that an old kit stays whole.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

kit=$work/kit
# The builder's answer to the lock: files of which only the names, and of wheels the hashes, matter
answer() {
	answers=$FAKE_DOCKER_STATE/answers/kit
	rm -rf "$answers" && mkdir -p "$answers/apk" "$answers/wheels"
	ln -s "$SCIBIDS/tests/make/fake/answers/index" "$answers/index"
	echo tool >"$answers/wheels/uv-1.whl" && echo uv-1.whl >"$answers/tools"
	"$helpers/scibids-kit" list "$project/scibids.lock" >"$work/list"
	while read -r what name file sum; do
		case $what in
		wheel)
			echo "$name" >"$answers/wheels/$file"
			sed -i "s/$sum/$(sha256sum <"$answers/wheels/$file" | cut -d' ' -f1)/" "$project/scibids.lock"
			;;
		apk) apk=$(printf '%s' "$file" | sed 's/=/-/').apk && echo "$apk" >"$answers/apk/$apk" && echo "$apk" >>"$answers/apks" ;;
		base) mkdir -p "$FAKE_DOCKER_STATE/saved" "$work/base" && printf '{"manifests":[{"digest":"%s","annotations":{"a":"b"}}]}' "$name" >"$work/base/index.json" &&
			tar -cf "$FAKE_DOCKER_STATE/saved/${name#sha256:}.tar" -C "$work/base" index.json ;;
		esac
	done <"$work/list"
}
# A lock that says what psycopg2 is built with
kit_project() { # [NAME]
	locked_project "$@"
	sed -i '/^  psycopg2:/,/^  [a-o]/{/build-time/d; /build-environment/,$!s/^    build:$/    build-environment: {}\n&/;}' "$project/scibids.lock"
	answer
}
kit() { run "${@:-scibids-kit}" KIT="$kit"; }
sums() { (cd "$kit" && find . -type f | sort | xargs sha256sum); }
said() { printf '%s\n' "$err" | grep -v '^make'; }

kit_project
before=$(cat "$project/scibids.lock")
kit
is "$status" 0 'scibids-kit' || printf '%s\n' "$err" >&2
is "$deeds" 'build kit' 'one build fetches everything'
is "$(cat "$project/scibids.lock")" "$before" 'the lock is as it was'
is "$(cd "$kit" && ls)" "MANIFEST${newline}apk${newline}images${newline}kit.mk${newline}projects${newline}wheels" 'what a kit has'
is "$(cut -c67- "$kit/MANIFEST" | grep -c '^wheels/')" "$(($(grep -c '^wheel ' "$work/list") + 1))" 'wheels of the lock, and uv'
is "$(cat "$kit/kit.mk")" "# What this kit holds; a project that uses it gets these defaults.${newline}SCIBIDS_PYTHON ?= 3.13${newline}SCIBIDS_ALPINE ?= 3.20" 'kit.mk'
like "$out" "^  KIT +$kit: [0-9]+ files, [0-9]+ MB$" 'a line says how much'
run scibids-kit-verify KIT="$kit"
is "$status $deeds" '0 ' 'scibids-kit-verify'
like "$out" "^  KIT +$kit: [0-9]+ files, as MANIFEST says$" 'says so'

# Once more
kept=$(sums)
kit
is "$status $deeds" '0 ' 'a second run asks nobody'
is "$(sums)" "$kept" 'and changes nothing'
like "$out" "it has all of scibids\.lock$" 'as a line says'

# One other wheel: what is there is not asked for
newer() { # N: of certifi, a release
	sed -i "s/2026\.10\.19\.post[0-9]*/2026.10.19.post$1/" "$project/scibids.lock"
	mv "$FAKE_DOCKER_STATE/answers/kit/wheels"/certifi-* "$FAKE_DOCKER_STATE/answers/kit/wheels/certifi-2026.10.19.post$1-py3-none-any.whl" 2>/dev/null
}
newer 2
kit
is "$status $deeds" '0 build kit' 'a lock with another wheel'
is "$(cut -d' ' -f1,2 "$project/.scibids/kit/request/wheels")" 'certifi certifi-2026.10.19.post2-py3-none-any.whl' 'that wheel alone is fetched'
is "$(cd "$kit/wheels" && echo certifi-*)" 'certifi-2026.10.19.post2-py3-none-any.whl' 'and the old one is gone'

# A second project
kept=$(sums | grep wheels/)
kit_project other
kit
is "$status $deeds" '0 build kit' 'a second project'
is "$(cd "$kit/projects" && ls)" "app-x86_64${newline}other-x86_64" 'is in the kit beside the first'
is "$(sums | grep -cF "$kept")" "$(printf '%s\n' "$kept" | grep -c .)" 'whose wheels are there as they were'

# And for another platform, of which nothing runs here
kit_project
sed -i 's|^platform: .*|platform: linux/arm64|' "$project/scibids.lock"
kept=$(sums | grep -e wheels/ -e x86_64)
kit
is "$status $deeds" "0 build kit${newline}pull" 'a lock for another platform' || printf '%s\n' "$err" >&2
like "$(cat "$FAKE_DOCKER_LOG")" '^pull --quiet --platform linux/arm64 python:3\.13-alpine3\.20@sha256:' 'its base image is pulled'
like "$(cat "$FAKE_DOCKER_LOG")" '^buildx build .*--platform linux/arm64 .*--target kit ' 'its stages are of that platform'
like "$(cat "$project/.scibids/kit.dockerfile")" '^FROM --platform=\$BUILDPLATFORM python:3\.13-alpine3\.20@sha256:[0-9a-f]* AS kit-host$' 'what runs is of this one'
is "$(cd "$kit" && echo projects/* apk/*/main/* images/* | sed 's/-[0-9a-f]*\.tar//g')" \
	"projects/app-aarch64 projects/app-x86_64 projects/other-x86_64 apk/v3.20/main/aarch64 apk/v3.20/main/x86_64 $(
	)images/python-3.13-alpine3.20-aarch64 images/python-3.13-alpine3.20-x86_64" 'the kit is for both'
is "$(sums | grep -cF "$kept")" "$(printf '%s\n' "$kept" | grep -c .)" 'what it had is as it was'
"$helpers/scibids-kit" check "$kit" "$project/scibids.lock"
ok $? 'and it has all of this lock'
kit
is "$status $deeds" '0 ' 'once'
kit_project other

# Advisories and certificates
mkdir "$work/advisories" && echo one >"$work/advisories/one" && echo certificate >"$work/ca"
kit scibids-kit SCIBIDS_ADVISORIES="$work/advisories" SCIBIDS_CA="$work/ca"
is "$status $deeds $(cat "$kit/advisories/one" "$kit/ca.pem" | paste -sd ' ')" '0  one certificate' 'advisories and a CA bundle are copied'
like "$(cat "$kit/kit.mk")" '^SCIBIDS_CA \?= \$\(SCIBIDS_KIT\)/ca\.pem$' 'which a project takes'

# The tag means another image by now
sed -i '/^python:/d' "$FAKE_DOCKER_STATE/store" && echo "python:3.13-alpine3.20 sha256:$(printf %064d 5)" >>"$FAKE_DOCKER_STATE/store"
rm "$kit/images"/*
kit
is "$status $deeds" "0 build kit${newline}pull" 'a base image whose tag was moved is pulled by its digest'
like "$(tar -xOf "$kit/images"/*.tar index.json)" '"annotations":\{"io\.containerd\.image\.name":"docker\.io/library/python:3\.13-alpine3\.20",' 'and has its name in the kit'

# What fails leaves the kit as it was
# refused TEXT REGEX ARGUMENT...
refused() {
	text=$1 regex=$2 kept=$(sums)
	shift 2
	run scibids-kit "$@"
	is "$status" 2 "$text: make fails"
	like "$(said)" "$regex" "$text: and says why"
	is "$(said | grep -c '^scibids')" 1 "$text: in one line"
	is "$(sums)" "$kept" "$text: the kit is as it was"
	is "$(ls -d "$kit".new 2>/dev/null)" '' "$text: nothing is left beside it"
}
rm -rf "$kit" && cp -R "$FAKE_DOCKER_STATE/answers/kit" "$kit"
refused 'a directory of something else' "^scibids: KIT is '$kit', and [^ ]+ there does not belong to a kit: name a different directory, or move it away$" KIT="$kit"
rm -rf "$kit"
kit
refused 'no KIT' '^scibids: KIT is not set: it names the directory to write, as in make scibids-kit KIT=../kit$'
refused 'a blank' "^scibids: KIT is '$work/a b': SCIBIDS_KIT cannot have a blank$" KIT="$work/a b"
refused 'inside the app' "^scibids: KIT is '$project/kit': what lies in SCIBIDS_APP goes into the image: name a directory outside of it$" KIT=kit
rmdir "$project/kit"
refused 'the kit that is used' '^scibids: KIT is SCIBIDS_KIT: a kit is made from a network, or from another kit$' KIT="$kit" SCIBIDS_KIT="$kit"
echo mine >"$kit/notes.txt"
refused 'a file of the user' "^scibids: KIT is '$kit', and notes\.txt there does not belong to a kit: name a different directory, or move it away$" KIT="$kit"
rm "$kit/notes.txt"
newer 3
export FAKE_DOCKER_FAIL=kit
kept=$(sums)
run scibids-kit KIT="$kit"
is "$status $(sums)" "2 $kept" 'a build that fails: the kit is as it was'
like "$(said)" "^scibids-progress: \.scibids/kit\.log: stage 'kit' failed" 'as a line says'
unset FAKE_DOCKER_FAIL
sed -i '/build-environment/d' "$project/scibids.lock"
refused 'a lock that does not say what psycopg2 is built with' "^scibids-kit: scibids\.lock: 'psycopg2' is built, and the lock does not say what with: run .make lock-upgrade PKG=psycopg2.$" KIT="$kit"

# A byte changed
kit_project other
echo other >"$kit/wheels/uv-1.whl"
kept=$(sums)
run scibids-kit-verify KIT="$kit"
is "$status $(said | grep -c '^scibids')" '2 1' 'scibids-kit-verify of a kit with a byte changed'
is "$(said | sed -n '/^scibids/p')" "scibids-kit: $kit: wheels/uv-1.whl does not match MANIFEST" 'names the file'
is "$(sums)" "$kept" 'and changes nothing'
kit
is "$status $deeds" '0 build kit' 'the next run fetches it again'
is "$(cat "$kit/wheels/uv-1.whl")" tool 'and the kit is whole'

# Killed at any moment: the kit is the old one or the new one
kit_project other
for moment in 0.05 0.2 0.4 0.6 0.8 1.1; do
	newer "$(printf '%s' "$moment" | tr -d .)"
	(cd "$project" && exec setsid make -I "$work/include" scibids-kit KIT="$kit") >"$work/out" 2>&1 </dev/null &
	maker=$!
	sleep "$moment"
	kill -s KILL -- "-$maker" 2>/dev/null
	wait "$maker" 2>/dev/null
	"$helpers/scibids-kit" verify "$kit"
	ok $? "killed after $moment s: the kit is whole"
done
kit
is "$status $(ls -d "$kit".new 2>/dev/null)" '0 ' 'the next run makes it'
"$helpers/scibids-kit" check "$kit" "$project/scibids.lock"
ok $? 'with all that the lock names'

# A full disk
if mkdir "$work/small" && mount -t tmpfs -o size=1m tmpfs "$work/small" 2>/dev/null; then
	kit=$work/small/kit
	kit
	is "$status" 0 'a kit on a small disk'
	head -c 900000 /dev/zero >"$FAKE_DOCKER_STATE/answers/kit/apk/big-1-r0.apk"
	newer 9
	refused 'a full disk' "^scibids: cannot write $kit: .*: No space left on device$" KIT="$kit"
	umount "$work/small"
else
	skip 'a full disk' 'no file system can be mounted here'
fi
# A full disk
for small in kit.mk project; do
	kit_project
	kit=$work/full-$small
	mkdir -p "$project/.scibids/kit"
	ln -s /dev/full "$project/.scibids/kit/$small"
	ln -s /dev/full "$project/.scibids/kit/$small.try"
	kit -s scibids-kit
	is "$status $(said)" "2 scibids: cannot write .scibids/kit/$small: No space left on device" "no room for $small: a line says so"
	is "$(find "$kit" "$kit.new" -type f 2>/dev/null)" '' 'and there is no part of a kit'
done
finish
