#!/bin/sh
# The base image and its digest: in the store, in a kit, in a registry; and builders that cannot see the store.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

digest() { cat "$project/.scibids/base-digest"; }
layout() { # NAME DIGEST: an archive in the kit, as docker saves it
	mkdir -p "$work/kit" "$work/archives" "$work/layout"
	ln -sfn "$work/archives" "$work/kit/images" # a kit may lie on several disks
	printf '{"manifests":[{"mediaType":"x","digest": "sha256:%064d"}]}' "$2" >"$work/layout/index.json"
	tar -cf "$work/kit/images/$1.tar" -C "$work/layout" index.json
}

# Another builder and a kit: the image is laid out
layout python-3.13-alpine3.20 1
layout python-3.12-alpine3.20 2
project
run -s lock SCIBIDS_BUILDER=known SCIBIDS_KIT="$work/kit"
is "$(digest)" "sha256:$(printf %064d 1)" 'another builder: the digest is that of the archive'
like "$(cat "$FAKE_DOCKER_LOG")" "--builder known .*--build-context base=oci-layout://.scibids/base-image@sha256:0*1 " 'which the build gets as a layout'
run -s lock SCIBIDS_BUILDER=known SCIBIDS_KIT="$work/kit" SCIBIDS_PYTHON=3.12
is "$(digest)" "sha256:$(printf %064d 2)" 'another Python: the digest of another archive'
layout python-3.12-alpine3.20 3
touch -d '+1 minute' "$work/kit/images/python-3.12-alpine3.20.tar"
run -s lock-upgrade SCIBIDS_BUILDER=known SCIBIDS_KIT="$work/kit" SCIBIDS_PYTHON=3.12
is "$(digest)" "sha256:$(printf %064d 3)" 'and of one that was replaced'

# Another builder and no kit: the registry is asked
project
run -s image SCIBIDS_BUILDER=known
is "$status" 0 'another builder without a kit: an image'
like "$(cat "$FAKE_DOCKER_LOG")" '^buildx imagetools inspect --builder known .* python:3.13-alpine3.20$' 'whose digest the registry tells'
is "$(digest)" "sha256:$(printf %064d 7)" 'is in the lock'
is "$(grep -c "sha256:$(printf %064d 7)" "$project/scibids.lock")" 1 '(there)'
is "$deeds" "build refresh${newline}build needs${newline}build final" 'nothing is pulled or stored'
export FAKE_DOCKER_OFFLINE=1
project
run -s image SCIBIDS_BUILDER=known
is "$status $deeds" '2 ' 'a registry that does not answer: nothing is built'
is "$(printf '%s\n' "$err" | grep -v '^make: ')" \
	"scibids: no registry gives the digest of python:3.13-alpine3.20: ERROR: no such host: set SCIBIDS_BASE, or SCIBIDS_KIT" 'and one line says so'
unset FAKE_DOCKER_OFFLINE

# The tag of a different platform's image
locked_project
echo linux/riscv64 >"$FAKE_DOCKER_STATE/foreign"
echo '# a comment' >>"$project/requirements.txt"
run -s lock
is "$status $(echo $deeds)" '0 pull build refresh' 'a base image in the store for a different machine: that of this one is pulled'
locked_project
echo linux/riscv64 >"$FAKE_DOCKER_STATE/foreign"
echo '# a comment' >>"$project/requirements.txt"
FAKE_DOCKER_PLATFORM=linux/riscv64 run -s lock
unlike "$deeds" '^pull' 'but not where the engine runs on such a one'
rm -f "$FAKE_DOCKER_STATE/foreign"

# A tag that moved
locked_project
export FAKE_DOCKER_MOVED=1
old=$(sed -n 's/^base-digest: //p' "$project/scibids.lock") new=sha256:$(printf %064d 7)
run lock
is "$status $deeds" '0 build index' 'lock: a base image that moved is not followed'
like "$out" "^  NOTE +python:3\.13-alpine3\.20 has moved in the registry: $(printf %.19s "$old") -> sha256:000000000000: make lock-upgrade PKG=base follows it$" 'but told of'
lock_has() { is "$(sed -n 's/^base-digest: //p' "$project/scibids.lock")" "$1" "$2"; }
lock_has "$old" 'the lock has the old one'
sed -i "s/^python:3.13-alpine3.20 .*/python:3.13-alpine3.20 $new/" "$FAKE_DOCKER_STATE/store"
echo '# a comment' >>"$project/requirements.txt"
run -s lock
lock_has "$old" 'also where somebody has pulled the new one'
like "$(cat "$project/.scibids/resolution.dockerfile")" "^FROM python:3\.13-alpine3\.20@$old AS base$" 'which resolves as well'
FAKE_DOCKER_OFFLINE=1 run lock-upgrade PKG=numpy
lock_has "$old" 'or no registry answers'
unlike "$out" 'no longer has' 'which says nothing of what it has'
run -s lock-upgrade PKG=numpy
lock_has "$old" 'or another pin is moved'
cp "$project/scibids.lock" "$work/old"
FAKE_DOCKER_GONE=1 run lock-upgrade PKG=numpy
lock_has "$new" 'but not one that the registry has no more'
like "$out" "^  NOTE +the registry no longer has python:3\.13-alpine3\.20@$old, which the lock names: the current one is taken$" 'as a line says'
cp "$work/old" "$project/scibids.lock"
run lock-upgrade PKG=base
lock_has "$new" 'lock-upgrade PKG=base follows'
unlike "$(tr '\n' ' ' <"$project/.scibids/lock/request/request.json")" '"pins": \{ *\}' 'and moves no other pin'
run lock
is "$out" '' 'then there is nothing to tell'
locked_project
run -s lock-upgrade
is "$(printf '%s\n' "$deeds" | head -n 1)" pull 'lock-upgrade: a base image that moved is pulled'
locked_project
run -s lock-upgrade PKG=numpy
unlike "$calls" '^pull' 'but not for one package'
unset FAKE_DOCKER_MOVED
locked_project
export FAKE_DOCKER_OFFLINE=1
run -s lock-upgrade
is "$status $deeds" "0 build refresh${newline}build needs" 'without a network the one in the store stays'
unset FAKE_DOCKER_OFFLINE

# A builder that was made the current one
mkdir -p "$BUILDX_CONFIG"
printf '{"Key":"unix:///var/run/docker.sock","Name":"mine","Global":false}' >"$BUILDX_CONFIG/current"
locked_project
sed -i '/^app:/d; /^scibids:/d' "$FAKE_DOCKER_STATE/store"
export FAKE_DOCKER_DRIVER=docker-container
run -s image
is "$status $deeds" '0 build final' "a current builder that is not docker's is treated as SCIBIDS_BUILDER"
like "$(cat "$FAKE_DOCKER_LOG")" '^buildx build .*--builder mine .*--output type=docker,' 'and named'
is "$(printf '%s\n' "$calls" | grep -c '^buildx inspect')" 1 'it is looked up'
echo '# changed' >>"$project/main.py"
run -s image
is "$status $deeds $(printf '%s\n' "$calls" | grep -c '^buildx inspect')" '0 build final 0' 'once'
like "$(tail -n 1 "$project/.scibids/way")" "the current builder, mine, is not docker's own$" 'and why the builder made the image is noted'
export FAKE_DOCKER_DRIVER=docker
run -s image BUILDX_BUILDER=x
printf '{"Key":"unix:///var/run/docker.sock","Name":"default","Global":false}' >"$BUILDX_CONFIG/current"
locked_project
echo '# changed' >>"$project/main.py"
run -s image
is "$status $deeds" '0 build final' "docker's own is not"
unlike "$(cat "$FAKE_DOCKER_LOG")" '--builder' 'and needs no name'
printf '{"Key":"unix:///var/run/docker.sock","Name":"","Global":false}' >"$BUILDX_CONFIG/current"
locked_project
echo '# changed' >>"$project/main.py"
run -s image
unlike "$calls" '^buildx inspect' 'where none was made current nothing is looked up'
export FAKE_DOCKER_DRIVER=remote BUILDX_BUILDER=other
echo '# changed' >>"$project/main.py"
run -s image
like "$(cat "$FAKE_DOCKER_LOG")" '^buildx build .*--builder mine .*' 'BUILDX_BUILDER counts as well'
unset BUILDX_BUILDER FAKE_DOCKER_DRIVER

export BUILDX_BUILDER=none FAKE_DOCKER_NO_BUILDER=1
locked_project
echo '# changed' >>"$project/main.py"
run -s image
unset FAKE_DOCKER_NO_BUILDER
export FAKE_DOCKER_DRIVER=remote
echo '# changed' >>"$project/main.py"
run -s image
like "$(cat "$FAKE_DOCKER_LOG")" '^buildx build .*--builder mine .*' 'an answer that was an error is not kept'
unset BUILDX_BUILDER FAKE_DOCKER_DRIVER

# A registry that limits its answers, is busy, or has no such image; no test waits
mkdir "$work/bin"
printf '#!/bin/sh\necho "$1" >>"$SLEPT"\n' >"$work/bin/sleep"
chmod +x "$work/bin/sleep"
export SLEPT="$work/slept"
limited='Error response from daemon: unexpected status from HEAD request to https://127.0.0.1:5029/v2/python/manifests/3.13: 429 Too Many Requests'
busy='Error response from daemon: received unexpected HTTP status: 503 Service Unavailable'
gone='Error response from daemon: failed to resolve reference "127.0.0.1:5029/python:3.13": 127.0.0.1:5029/python:3.13: not found'
pull() { # LINE...: what pulls fail with
	project
	: >"$SLEPT"
	printf '%s\n' "$@" >"$FAKE_DOCKER_STATE/pulls"
	PATH=$work/bin:$PATH run -s lock
	pauses=$(xargs <"$SLEPT")
	rm "$FAKE_DOCKER_STATE/pulls"
}
unset FAKE_DOCKER_OFFLINE
pull "$limited" "$busy"
is "$status $pauses $(printf '%s\n' "$calls" | grep -c '^pull')" '0 3 9 3' 'a registry that is busy is asked three times'
pull "$busy" "$busy" "$limited"
is "$status $pauses" '2 3 9' 'and no more'
is "$(printf '%s\n' "$err" | grep -v '^make: ')" "scibids: cannot pull python:3.13-alpine3.20: $limited: set SCIBIDS_BASE, or SCIBIDS_KIT" 'which a line says'
is "$(ls "$project/scibids.lock" 2>/dev/null)" '' 'and nothing is written'
pull "$gone"
is "$status $pauses" '2 ' 'an image that is not there is asked for once'

# Two makes at once, neither of which has the image
printf '#!/bin/sh\n[ "$1" != pull ] || /bin/sleep 1\nexec "%s/docker" "$@"\n' "$SCIBIDS/tests/make/fake" >"$work/bin/docker"
chmod +x "$work/bin/docker"
project one
project two
: >"$FAKE_DOCKER_LOG"
(cd "$work/projects/one" && PATH=$work/bin:$PATH exec make -s -I "$work/include" lock) >/dev/null 2>&1 &
PATH=$work/bin:$PATH run -s lock
wait $!
is "$? $status $(printf '%s\n' "$(calls)" | grep -c '^pull')" '0 0 1' 'two makes at once pull a base image once'
first='^buildx build --output type=cacheonly -$'
is "$(grep -E "$first|target " "$FAKE_DOCKER_LOG" | grep -nE "$first" | cut -d: -f1)" 1 'and the builder has used it alone before it builds on it'
PATH=$work/bin:$PATH run -s lock-upgrade
unlike "$(cat "$FAKE_DOCKER_LOG")" "$first" 'which is not done again'
export FAKE_DOCKER_OFFLINE=1

# A kit's keys
rm -r "$work/kit/images"
mkdir -p "$work/kit/apk"
echo one >"$work/kit/apk/a.rsa.pub"
locked_project
run -s toolbox SCIBIDS_KIT="$work/kit"
first=$(cat "$project/.scibids/toolbox")
run -s toolbox SCIBIDS_KIT="$work/kit"
is "$status $deeds" "0 tag${newline}tag" "a kit's toolbox is made once"
echo two >"$work/kit/apk/a.rsa.pub"
run -s toolbox SCIBIDS_KIT="$work/kit"
like "$deeds" '^build toolbox$' 'a kit whose key changed needs a toolbox that trusts it'
unlike "$(cat "$project/.scibids/toolbox")" "^$first\$" 'of another name'

# Of a kit's mirror a build that adds the locked apks gets these
branch=$work/kit/apk/v3.20/main/x86_64
mkdir -p "$branch"
: >"$branch/APKINDEX.tar.gz"
: >"$branch/gcc-13.3.0-r0.apk"
locked_project
wanted=$(awk '/^[a-z]/ { on = /^runtime:/ } on && /^  [^ ]/ { sub(/:.*/, "", $1); name = $1 }
	on && $1 == "version:" { gsub(/"/, "", $2); print name "-" $2 ".apk" }' "$project/scibids.lock" | LC_ALL=C sort)
for file in $wanted; do : >"$branch/$file"; done
rm -rf "$project/.scibids/environment"
sed -i '/^app:/d' "$FAKE_DOCKER_STATE/store"
run -s image SCIBIDS_KIT="$work/kit"
like "$(cat "$FAKE_DOCKER_LOG")" ' --build-context locked-mirror=\.scibids/mirror .*--target final' 'a build gets a part of the mirror'
is "$(cd "$project/.scibids/mirror" && find . -type f | sed 's|.*/||' | LC_ALL=C sort)" \
	"$(printf '%s\n' APKINDEX.tar.gz a.rsa.pub "$wanted" | LC_ALL=C sort)" 'what the lock names, the indexes and the keys'
[ "$(printf '%s\n' "$wanted" | grep -c .)" -gt 5 ]
ok $? 'and the lock names some'

# Two makes that store one toolbox: the engine refuses the second, whose image is the first one's
unset FAKE_DOCKER_OFFLINE
project
FAKE_DOCKER_RACE=toolbox run toolbox
is "$status" 0 'another make stored the toolbox first: that is as good'
like "$out" "^  NOTE    another make stored scibids:3\.13-alpine3\.20-.* first: it is the same$" 'and a line says so'
project
FAKE_DOCKER_FAIL=toolbox run toolbox
is "$status" 2 'a toolbox whose build fails is not kept'

# The directory's name goes into a header
project größe
run image SCIBIDS_BUILDER=known SCIBIDS_NAME=app
is "$status" 0 'another builder, from a directory whose name is not ASCII'
context=$(sed -n 's/^buildx build .*--target final .* //p' "$FAKE_DOCKER_LOG")
is "${context##*/} $(cd "$project" && readlink -f "$context")" "app-link $project" 'gets it by a link'
run image SCIBIDS_BUILDER=known SCIBIDS_NAME=app
is "$status $deeds" '0 ' 'which is no part of the key'
project plain
run image SCIBIDS_BUILDER=known SCIBIDS_NAME=app
unlike "$(cat "$FAKE_DOCKER_LOG")" app-link 'another directory as it is'
finish
