#!/bin/sh
# A base image whose tag moves in its registry: told of, and followed when that is asked for.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
[ -n "$kit" ] || { echo "1..0 # skip no kit in $shared/kit"; exit 0; }
# shellcheck source=tests/e2e/docker-registry.sh
. tests/e2e/docker-registry.sh
serve "$storage}"
base=127.0.0.1:$port/$id-base:1
trap 'kill "$server" 2>/dev/null; docker image rm -f "$base" >/dev/null 2>&1; remove_all' EXIT

# A kit that has apks alone: the base image comes from the registry.
project first
echo six >"$project/requirements.txt"
built 'the image that the kit has' lock || finish
of=$(sed -n 's/^base-image: //p' "$project/scibids.lock")
mkdir "$work/kit" && ln -s "$kit/apk" "$kit/kit.mk" "$work/kit/"
SCIBIDS_KIT=$work/kit
publish() { # LABEL: another image under the tag; prints its digest
	printf 'FROM %s\nLABEL moved=%s\n' "$of" "$1" | docker buildx build --quiet --provenance=false --tag "$base" --load - >/dev/null &&
		docker push --quiet "$base" >/dev/null && docker buildx imagetools inspect "$base" | awk '$1 == "Digest:" { print $2 }'
}
locked() { sed -n 's/^base-digest: //p' "$project/scibids.lock"; }

project moved
echo six >"$project/requirements.txt"
makefile <<END
SCIBIDS_BASE = $base
END
old=$(publish 1)
built 'a lock' lock || finish
is "$(locked)" "$old" 'has the digest that the registry tells'
new=$(publish 2)
unlike "$new" "^$old\$" 'the tag moves, here as well'
cp "$project/scibids.lock" "$work/kept.lock"
built 'make lock' lock
like "$out" "^  NOTE +$base has moved in the registry: $(printf %.19s "$old") -> $(printf %.19s "$new"): make lock-upgrade PKG=base follows it$" 'says so'
cmp "$project/scibids.lock" "$work/kept.lock"
ok $? 'and keeps the lock'
run scibids-doctor
like "$out" "^  base +note +$base has moved in the registry" 'so does the doctor'
echo idna >>"$project/requirements.txt"
built 'another requirement' lock
is "$(locked)" "$old" 'is resolved on the old image'
built 'make lock-upgrade PKG=base' lock-upgrade PKG=base
is "$(locked)" "$new" 'follows'
is "$(pin six)" "$(awk '/^  six:/ { getline; gsub(/"/, ""); print $2 }' "$work/kept.lock")" 'and moves no other pin'
kill "$server"
wait "$server" 2>/dev/null
built 'without the registry' lock
unlike "$out" NOTE 'nothing is said'
finish
