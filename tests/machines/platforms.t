#!/bin/sh
# Several platforms: one lock of them, an image for each, one index of the images.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

export FAKE_DOCKER_CONTAINERD=1
registry=registry.test:5000/team
both=SCIBIDS_PLATFORM=linux/amd64,linux/386
in_registry() { awk -v name="$registry/app:$1" '$1 == name { id = $2 } END { print id }' "$FAKE_DOCKER_STATE/registry" 2>/dev/null; }
stored() { awk -v name="$1" '$1 == name { print $2 }' "$FAKE_DOCKER_STATE/store"; }
key_of() { cat "$project/.scibids/${1:+$1/}key"; }
head_of_lock() { sed '/^platforms:/,$d' "$project/scibids.lock"; }
part_of_lock() { "$helpers/scibids-lock" select -p "$1" "$project/scibids.lock"; } # PLATFORM

# The lock
project
run lock $both
is "$status $(echo $deeds)" '0 pull build refresh build needs build refresh build needs' 'lock: each platform is resolved'
like "$out" '  LOCK +scibids\.lock for linux/amd64, linux/386$' 'and one lock is written'
is "$("$helpers/scibids-lock" platforms "$project/scibids.lock")" "linux/amd64${newline}linux/386" 'for both, in the order of the setting'
like "$(head_of_lock)" '^base-digest: sha256:' 'the base image is in its head'
like "$(head_of_lock)" '^  numpy:
    version: "2\.5\.5"$' 'and so are versions'
unlike "$(head_of_lock)" 'numpy-2' 'but no file of one platform'
like "$(part_of_lock linux/386)" 'artifact: numpy-2\.5\.5-cp313-cp313-musllinux_1_2_x86\.whl' 'each has its own files'
like "$(part_of_lock linux/amd64)" 'artifact: numpy-2\.5\.5-cp313-cp313-musllinux_1_2_x86_64\.whl' '(the other)'
is "$(part_of_lock linux/386 | grep '^created')" "$(head_of_lock | grep '^created')" 'one time is for both'
cp "$project/scibids.lock" "$work/joint"
run lock $both
is "$status $(echo $deeds)$out" '0 build index build index' 'a lock that holds is left alone'
same "$project/scibids.lock" "$work/joint" 'as it is'
rm -rf "$project/.scibids"
run lock $both SCIBIDS_LOCKED=1
is "$status $(echo $deeds)$out$err" '0 build index build index' 'in a fresh clone as well'
run lock SCIBIDS_PLATFORM=linux/386,linux/amd64 SCIBIDS_LOCKED=1
like "$err" '^scibids: scibids\.lock is not for linux/386,linux/amd64 alone .SCIBIDS_LOCKED=1.: run make lock and commit the lock
make: .*Error 3$' 'SCIBIDS_LOCKED=1: other platforms, or another order, are no lock that holds'
run lock $both,linux/arm64 SCIBIDS_LOCKED=1
like "$err" '^scibids: scibids\.lock: nothing for linux/arm64 .SCIBIDS_LOCKED=1.: run make lock and commit the lock
make: .*Error 3$' 'nor is one that lacks a platform'
same "$project/scibids.lock" "$work/joint" 'both leave it as it is'

# Image
run image $both
is "$status $(echo $deeds)" '0 build final build final tag load' 'image: one for each, and an index'
like "$out" "  INDEX +app:$(key_of), app:latest: linux/amd64,linux/386\$" 'as a line says'
is "$(stored app:latest)" "$(stored "app:$(key_of)")" 'which is NAME:KEY and NAME:latest'
is "$(stored app:linux-386)" "$(stored "app:$(key_of linux-386)")" 'that of one platform is NAME:PLATFORM'
tar -xOf "$project/.scibids/index.tar" index.json >"$work/index.json"
index=$(sed 's/.*"digest":"sha256:\([0-9a-f]*\)".*/\1/' "$work/index.json")
tar -xOf "$project/.scibids/index.tar" "blobs/sha256/$index" >"$work/index"
is "$(sha256sum <"$work/index" | cut -d' ' -f1)" "$index" 'the index is what its digest says'
like "$(cat "$work/index")" "\"digest\":\"$(stored app:linux-amd64)\",\"size\":476,\"platform\":.\"architecture\":\"amd64\",\"os\":\"linux\"" 'it has the first image'
like "$(cat "$work/index")" "\"digest\":\"$(stored app:linux-386)\",\"size\":476,\"platform\":.\"architecture\":\"386\",\"os\":\"linux\"" 'and the second'
run -s image $both
is "$status $(printf '%s\n' "$deeds" | sort -u)$out" '0 tag' 'nothing changed: names are all that is given'
key=$(key_of)
echo '# more' >>"$project/main.py"
run -s image $both
ok "$([ "$(key_of)" != "$key" ]; echo $?)" 'a change in the app: another key'
is "$(stored app:latest)" "$(stored "app:$(key_of)")" 'and another index'

# An engine whose store knows no index
FAKE_DOCKER_CONTAINERD=''
echo '# and more' >>"$project/main.py"
run image $both
is "$status" 0 'a store that holds no index: the images are made'
like "$out" "NOTE +this engine's store holds no image of several platforms: there is one for each, such as app:linux-amd64, which is also app:latest; image-push joins them" \
	'and a line says where they are'
is "$(stored "app:$(key_of)") $(stored app:latest)" "$(stored app:linux-amd64) $(stored app:linux-amd64)" 'image-run has one to run'
FAKE_DOCKER_CONTAINERD=1

# Push, from nothing, and joined of what two runners have pushed
push() { run -s image-push SCIBIDS_REGISTRY=$registry "$@"; }
push $both SCIBIDS_TAGS=latest
is "$status$out" 0 'image-push'
like "$(cat "$FAKE_DOCKER_LOG")" "imagetools create --prefer-index=false --tag $registry/app:$(key_of) $registry/app@$(in_registry "$(key_of linux-amd64)") $registry/app@$(in_registry "$(key_of linux-386)")" \
	'joins what was pushed for each'
is "$(in_registry latest) $(cat "$project/.scibids/pushed")" "$(in_registry "$(key_of)") $registry/app@$(in_registry "$(key_of)")" 'and tags that'
push $both SCIBIDS_TAGS=1.1
is "$status $(echo $deeds)" "0 create $registry/app:1.1" 'what is there is only tagged'
: >"$FAKE_DOCKER_STATE/registry"
push SCIBIDS_PLATFORM=linux/386
is "$status $(key_of)" "0 $(key_of linux-386)" 'a runner that makes one platform of the lock'
is "$(in_registry "$(key_of)")" "$(stored app:linux-386)" 'pushes that'
is "$(cat "$project/.scibids/pushed")" "$registry/app@$(stored app:linux-386)" '.scibids/pushed names it'
unlike "$deeds" 'create' 'and no index'
push SCIBIDS_PLATFORM=linux/amd64
sed -i '/^app:/d' "$FAKE_DOCKER_STATE/store"
push $both
is "$status $(echo $deeds)" "0 create $registry/app:$(key_of)" 'a third one joins them, and builds nothing'

# One platform of the lock
sed 's/^  linux.amd64:/&/' "$project/scibids.lock" >"$work/joint"
run lock SCIBIDS_PLATFORM=linux/386
is "$status $(echo $deeds)" '0 build index' 'one platform of a lock of several'
same "$project/scibids.lock" "$work/joint" 'leaves it as it is'
echo '# changed' >>"$project/requirements.txt"
run lock SCIBIDS_PLATFORM=linux/386
is "$status $("$helpers/scibids-lock" platforms "$project/scibids.lock")" "0 linux/amd64${newline}linux/386" 'and where that is stale, its part is made anew beside the other'
run lock SCIBIDS_PLATFORM=linux/arm64
like "$status $err" '^2 scibids: scibids\.lock is for linux/amd64 linux/386, not for linux/arm64: set SCIBIDS_PLATFORM to all' 'one that the lock lacks is refused'
run image
like "$status $err" '^2 .*scibids\.lock:[0-9]+: it is for several platforms: set SCIBIDS_PLATFORM to one or all of them' 'none: a line says what to set'

# From a lock of one platform
locked_project
run lock $both
is "$status $("$helpers/scibids-lock" platforms "$project/scibids.lock")" "0 linux/amd64${newline}linux/386" 'a lock of one platform becomes one of two'
like "$(tr '\n' ' ' <"$project/.scibids/linux-386/lock/request/request.json")" '"upgrade": \[\].*"pins": \{[^}]*"numpy": "2\.5\.5"' 'and its pins are those of the other'

# As a merge of two branches leaves it
cp "$project/scibids.lock" "$work/joint"
for version in 3.1 3.7; do sed "/^  idna:/,/^  numpy:/s/3\\.20/$version/" "$work/joint" >"$work/$version"; done
git merge-file -p "$work/joint" "$work/3.1" "$work/3.7" >"$project/scibids.lock"
run image $both
like "$status $err" '^2 .*a merge conflict: run make lock' 'a merge conflict: no image'
run lock $both
is "$status" 0 'make lock'
grep -v '^    group:' "$project/scibids.lock" >"$work/3.1"
grep -v '^    group:' "$work/joint" | cmp - "$work/3.1"
ok $? 'makes the lock again from both sides'

# A base image that is an index, of which the store has one platform
locked_project
rm -f "$FAKE_DOCKER_STATE/pulled"
FAKE_DOCKER_LACKS=linux/386 run lock $both
is "$status $(grep '^pull' "$FAKE_DOCKER_LOG")" '0 pull --quiet --platform linux/386 python:3.13-alpine3.20' 'the base image for another platform is pulled'
FAKE_DOCKER_LACKS=linux/386 run image $both
unlike "$(cat "$FAKE_DOCKER_LOG")" '^pull' 'once'

# What other targets say, each platform in turn
run lock $both
git -C "$project" init -q && git -C "$project" add scibids.lock && git -C "$project" -c user.name=t -c user.email=t@localhost commit -qm lock
sed -i '/^  idna:/,/^  numpy:/s/3\.20/3.7/' "$project/scibids.lock"
run scibids-diff $both
is "$status $(printf '%s\n' "$out" | grep -c 'idna.*3\.20.*3\.7')" '0 2' 'scibids-diff: what has changed for each'
run scibids-dockerfile $both TO=written
is "$status $(cd "$project/written" && ls -d */Dockerfile | paste -sd ' ')" '0 linux-386/Dockerfile linux-amd64/Dockerfile' 'scibids-dockerfile: a directory for each'
rm -r "$project/written"
run -s image $both
key=$(key_of)
echo '{}' >"$project/app-linux-386.spdx.json"
run -s image $both
is "$(key_of)" "$key" 'a bill of materials of one is no part of the app'
rm "$project/app-linux-386.spdx.json"
run -s image-debug $both
is "$status $(stored app:debug-linux-386) $(stored app:debug)" "0 $(stored "app:$(key_of linux-386)-debug") " 'image-debug: its tags say which it is of'
sed -i '/^scibids:/d' "$FAKE_DOCKER_STATE/store"
run -s toolbox $both
ok "$([ "$(stored scibids:latest-linux-amd64)" != "$(stored scibids:latest-linux-386)" ]; echo $?)" 'and so do those of a toolbox'
is "$status $(stored scibids:3.13-alpine3.20-linux-386)$(stored scibids:latest)" "0 $(stored scibids:latest-linux-386)" 'none is called latest alone'
run scibids-diff $both
like "$err" '^  FOR +linux/amd64$' 'under its name'
run -s scibids-diff SCIBIDS_PLATFORM=linux/386
is "$status $(printf '%s\n' "$out" | grep -c 'idna.*3\.20.*3\.7')$err" '0 1' 'or for one alone'

# Caches
locked_project
run -s lock $both
run -s image $both 'SCIBIDS_CACHE=registry.test:5000/team/cache:main type=registry,ref=registry.test/own' SCIBIDS_CACHE_TO=type=registry,ref=registry.test/own
like "$(grep 'target final' "$FAKE_DOCKER_LOG")" '--platform linux/386 .*--cache-from type=registry,ref=registry.test/own --cache-from registry.test:5000/team/cache:main-linux-386 ' \
	'each platform has a cache of its own, but what is given as buildx takes it stays'

# Names
run lock SCIBIDS_PLATFORM=linux/amd64,linux/amd64
like "$status $err" '^2 scibids: SCIBIDS_PLATFORM names linux/amd64 twice' 'a platform that is named twice'
run lock 'SCIBIDS_PLATFORM=linux/amd64,$(id)'
is "$status" 2 'and what is none are refused'
run lock 'SCIBIDS_PLATFORM=linux/amd64,windows/amd64'
like "$status $err" "^2 scibids: SCIBIDS_PLATFORM is 'linux/amd64,windows/amd64': 'windows/amd64' is not a platform such as linux/arm64" 'as a line says'
finish
