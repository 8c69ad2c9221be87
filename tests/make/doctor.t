#!/bin/sh
# `make scibids-help` and `make scibids-doctor`.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

# Help: a line for each name, out of comments, which the make files' own words are compared with
project
run scibids-help
is "$status $err$calls" '0 ' 'help asks nobody'
is "$(ls -A "$project")" "$(ls -A "$SCIBIDS/tests/make/fake/project")" 'and writes nothing'
listed=$(printf '%s\n' "$out" | sed -n 's/^  \([A-Za-z][A-Za-z_-]*\)  .*/\1/p' | LC_ALL=C sort)
is "$(printf '%s\n' "$listed" | uniq -d)" '' 'no name twice'
variables=$({ cat mk/*.mk | sed -n 's/^\([A-Z][A-Z_]*\) *?=.*/\1/p; s/.*(call _scibids_argument,\([A-Z][A-Z]*\)).*/\1/p'; } | LC_ALL=C sort -u)
is "$(printf '%s\n' "$listed" | grep '^[A-Z]')" "$variables" 'a line for each variable that can be set, and no other'
targets=$(cat mk/*.mk | sed -n 's/^\.PHONY://p' | tr ' ' '\n' | grep -v '^_scibids\|^$' |
	sed 's/^scibids-\(image\|lock\|toolbox\)/\1/' | LC_ALL=C sort)
is "$(printf '%s\n' "$listed" | grep '^[a-z]')" "$targets" 'a line for each target, and no other'
is "$(printf '%s\n' $targets | grep -vE '^(image|toolbox|lock)(-[a-z]+)?$|^scibids-[a-z]+(-[a-z]+)?$')" '' 'whose names are those of the design'
for name in NAME PYTHON ALPINE BASE REQUIREMENTS APP CMD ENTRYPOINT ENV LABELS PLATFORM TOOLBOX_APKS RUNTIME_APKS RECORDS FRAGMENTS KIT CA \
	INDEX_URL NETRC LOCKED ENGINE BUILDER; do
	like "$variables" "^SCIBIDS_$name\$" "SCIBIDS_$name can be set"
done
for name in toolbox lock lock-upgrade image image-run image-clean scibids-help scibids-doctor; do
	like "$targets" "^$name\$" "$name is a target"
done
is "$(printf '%s\n' "$out" | awk 'length > 132')" '' 'lines that a terminal can hold'
is "$(cat mk/*.mk | grep '^##' | grep -vE '^## (SCIBIDS_[A-Z_]+|[A-Z]+|[a-z-]+): [^ ].*([^.]|\.\.\.)$')" '' 'each says its name and what it is'

tools/settings-table >"$work/README.md"
same mk/README.md "$work/README.md" 'mk/README.md has these lines (make settings-table)'

# Doctor: a line for each thing
doctor() { # ARGUMENT...
	run scibids-doctor "$@"
	lines=$(printf '%s\n' "$out" | sed 's/^  \([A-Za-z]*\) *\(ok\|note\|!!\) .*/\1 \2/')
}
wrong() { # THING REGEX TEXT
	is "$status" 2 "$3: doctor fails"
	like "$out" "^  $1 +!! +$2" "$3: and says what to do"
	is "$(printf '%s\n' "$lines" | grep -vE "^(${4-$1}) !!\$" | grep '!!')" '' "$3: and has nothing to say of the rest"
	is "$(printf '%s\n' "$out" | grep -vcE '^  [A-Za-z]+ +(ok|note|!!) +[^ ]')" 0 "$3: in a line for each thing"
}
printf -- '-----BEGIN CERTIFICATE-----\n' >"$work/ca.pem"
project
doctor SCIBIDS_CA="$work/ca.pem" SCIBIDS_BUILDER=known
is "$lines" 'engine ok
store ok
buildx ok
builder ok
memory ok
disk ok
clock ok
base ok
pulls note
kit ok
branches note
CA ok
requirements ok' 'all is well: a line for each thing'
is "$status $err" '0 ' 'and no failure'
like "$out" '^  engine +ok +docker 27\.5\.1$' 'the engine and its version'
like "$out" '^  buildx +ok +v0\.17\.1$' "buildx's version"
like "$out" '^  base +ok +python:3\.13-alpine3\.20, to be pulled$' 'the base image'
like "$out" '^  branches +note +Alpine 3\.20 has had no fixes since 2026-04-01: set SCIBIDS_ALPINE$' 'a branch past its end'
run lock
is "$(printf '%s\n' "$out" | grep -c '^  NOTE ') $(printf '%s\n' "$out" | grep '^  NOTE ')" \
	'1   NOTE    Alpine 3.20 has had no fixes since 2026-04-01: set SCIBIDS_ALPINE' 'which make lock says once'
run lock
unlike "$out" '^  NOTE ' 'and not where the lock holds'
project
doctor SCIBIDS_ALPINE=3.19.1 SCIBIDS_PYTHON=3.9
like "$out" 'note +Alpine 3\.19 has .*2025-11-01: set SCIBIDS_ALPINE; Python 3\.9 has .*2025-10-31: set SCIBIDS_PYTHON$' 'or two'
doctor SCIBIDS_ALPINE=9.9 SCIBIDS_PYTHON=9.9
like "$out" '^  branches +ok ' 'a branch that the table does not know is not judged'
locked_project
doctor
like "$out" '^  base +ok +python:3\.13-alpine3\.20, in the store$' 'and where it is'
is "$deeds" 'build doctor' 'one build asks for the network, and nothing is pulled, tagged or run'
like "$out" '^  network +ok +names and the mirror answer$' 'which answers'
export FAKE_DOCKER_FAIL=doctor FAKE_DOCKER_SAYS='scibids: no name server knows mirror.test: set "dns" in the engine'"'"'s daemon.json, or SCIBIDS_KIT'
doctor
wrong network 'in a build, no name server knows mirror\.test: set "dns"' 'no names in builds'
FAKE_DOCKER_SAYS='something else'
doctor
wrong network 'in a build, nothing runs: ERROR: failed to solve: process' 'a build that does not run'
unset FAKE_DOCKER_FAIL FAKE_DOCKER_SAYS

# Memory that a source build of the lock needs, by its record
mkdir "$work/records"
printf 'memory: 12G\n' >"$work/records/lz4.yaml"
built=$(awk '/^  [a-z]/ { name = $1 } $1 == "source:" && $2 != "wheel" { sub(/:/, "", name); print name; exit }' "$project/scibids.lock")
[ "$built" = lz4 ] || mv "$work/records/lz4.yaml" "$work/records/$built.yaml"
doctor SCIBIDS_RECORDS="$work/records"
wrong memory "$built==[0-9.]+ needs 12288 MB to be built from source, and the engine has 8192 MB: give it more" 'too little memory'
run image SCIBIDS_RECORDS="$work/records"
is "$status $(cat "$project/.scibids/memory")" "0 $built 12288" 'a build is told how much its packages need'
like "$(grep -- '--target final' "$FAKE_DOCKER_LOG")" ' --secret id=memory,src=\.scibids/memory ' 'by what is in no key'
doctor
like "$out" '^  memory +ok +8192 MB$' 'and enough'
project

# The engine and its machine
told() { # LINE: what info says instead
	export FAKE_DOCKER_INFO="$1"
	doctor
	unset FAKE_DOCKER_INFO
}
told 'driver vfs'
wrong store 'the storage driver vfs copies every layer whole' 'a storage driver that copies'
told 'driver aufs'
wrong store 'the storage driver aufs is no longer maintained' 'an old storage driver'
told 'time 2031-01-01T00:00:00.5Z'
wrong clock "the engine's differs from this machine's by [0-9]+ s: restart" 'a clock that is wrong'
told "time $(date -u -d '-50 seconds' +%Y-%m-%dT%H:%M:%SZ)"
like "$out" '^  clock +ok ' 'a clock that is not much behind'
export FAKE_DOCKER_PODMAN=1
doctor
wrong engine "'docker' is podman by another name: set SCIBIDS_ENGINE=podman" 'podman'
unset FAKE_DOCKER_PODMAN
for version in v0.9.1 0.8; do
	export FAKE_DOCKER_BUILDX=$version
	doctor
	wrong buildx "$version is too old: install 0\.10 or later" 'an old buildx'
done
FAKE_DOCKER_BUILDX=v0.14.1
doctor
like "$out" '^  buildx +ok +v0\.14\.1$' 'a buildx that builds'
doctor SCIBIDS_REGISTRY=registry.test
wrong buildx 'v0\.14\.1 is too old for image-push: install 0\.15 or later' 'but does not push'
FAKE_DOCKER_BUILDX=0.29.1+ds1
doctor SCIBIDS_REGISTRY=registry.test
like "$out" '^  buildx +ok +0\.29\.1' 'one that does'
unset FAKE_DOCKER_BUILDX
doctor SCIBIDS_PLATFORM=linux/amd64
like "$out" "^  platform +ok +linux/amd64, the engine's own\$" "the engine's platform"
doctor SCIBIDS_PLATFORM=linux/arm64
wrong platform 'the builder cannot run linux/arm64: install qemu-user-static' 'a platform without emulation'
export FAKE_DOCKER_PLATFORMS='linux/amd64, linux/arm64'
doctor SCIBIDS_PLATFORM=linux/arm64
like "$out" '^  platform +note +linux/arm64 may be emulated here' 'and with it'
FAKE_DOCKER_PLATFORMS='linux/amd64, linux/386, linux/arm64'
doctor SCIBIDS_PLATFORM=linux/amd64,linux/386,linux/arm64,linux/riscv64
is "$(printf '%s\n' "$out" | awk '$1 == "platform" { print $2, $3 }' | tr -d ,:)" 'ok linux/amd64
ok linux/386
note linux/arm64
!! the' 'several platforms: a line for each'
wrong platform '.*binfmt --install riscv64' 'with the command that adds what lacks'
unset FAKE_DOCKER_PLATFORMS

# Proxies
export HTTPS_PROXY=http://someone:secret@localhost:3128 http_proxy=http://10.0.0.1:3128
doctor
wrong proxy 'HTTPS_PROXY: in a build this address is the build itself: name one' 'a proxy on this machine'
unlike "$out" secret 'without what may be a password'
HTTPS_PROXY=http://proxy.test:3128
doctor
like "$out" '^  proxy +ok +builds get HTTPS_PROXY http_proxy$' 'proxies that builds reach'
unset HTTPS_PROXY http_proxy

# Rate limits
mkdir "$work/login"
printf '{\n\t"auths": {\n\t\t"registry.test": {}\n\t}\n}\n' >"$work/login/config.json"
export DOCKER_CONFIG="$work/login"
doctor
unlike "$out" '^  pulls ' 'with a login, nothing is said of limits'
unset DOCKER_CONFIG

# Ours declared phony, which hides them from make
for phony in '.PHONY: test image' ".PHONY: test \\${newline} image"; do
	printf '%s\n' 'include scibids.mk' 'SCIBIDS_ALPINE = 3.20' "$phony" 'test: ; @:' | makefile
	doctor
	wrong targets 'Makefile: image: \.PHONY without a recipe, so make does nothing for it: take it out of \.PHONY, or require scibids-image' 'a phony image'
done
for rule in "image: ; @echo mine" "image: x${newline}$tab@echo mine" 'image: scibids-image' "lock image::${newline}$tab@echo mine"; do
	printf '%s\n' 'include scibids.mk' 'SCIBIDS_ALPINE = 3.20' '.PHONY: image' "$rule" 'x: ;' | makefile
	doctor
	is "$status" 0 "a phony image with a recipe: $(printf '%s' "$rule" | head -n 1)"
done
project

export FAKE_DOCKER_DEAD=1
doctor
wrong engine "no engine answers to 'docker': start it" 'an engine that does not answer'
FAKE_DOCKER_DEAD=store
doctor SCIBIDS_BUILDER=known
like "$status $out" "^0 +engine +note +no engine answers to 'docker': with the builder known alone, make lock and image-push work$newline" 'which a builder can do without'
FAKE_DOCKER_DEAD=1
unset FAKE_DOCKER_DEAD
export FAKE_DOCKER_NO_BUILDX=1
doctor
wrong buildx "'docker buildx' is missing: install" 'no buildx'
unset FAKE_DOCKER_NO_BUILDX
doctor SCIBIDS_TRIM=some SCIBIDS_APP="it's nowhere" 'SCIBIDS_CMD=gunicorn $PORT'
wrong settings "SCIBIDS_TRIM is 'some': it can be none or safe or hard$" 'settings'
like "$out" "^  settings +!! +SCIBIDS_APP is 'it's nowhere': there is no such directory$" 'each has a line'
doctor SCIBIDS_ENGINE='podman-of-nobody --remote'
wrong engine "no command 'podman-of-nobody --remote': install docker with buildx, or set SCIBIDS_ENGINE" 'no such engine' 'engine|buildx'
doctor SCIBIDS_BUILDER=nobody
wrong builder "no builder 'nobody': docker buildx create --name nobody" 'no such builder'
doctor SCIBIDS_CA=nothing.pem
wrong CA 'nothing\.pem is not a readable bundle of certificates: set SCIBIDS_CA' 'no CA bundle'
doctor SCIBIDS_CA=main.py
wrong CA 'main\.py is not a readable bundle' 'a file that is not a CA bundle'
rm "$project/requirements.txt"
doctor
wrong requirements 'none: write requirements\.txt, pyproject\.toml or pylock\.toml' 'no requirements'
project

# PATH without docker
all_but docker
with=$PATH PATH=$others
doctor
wrong engine "no command 'docker': install docker with buildx, or set SCIBIDS_ENGINE" 'no docker' 'engine|buildx'
run image
is "$status" 2 'no docker: image fails'
is "$(printf '%s\n' "$err" | grep -v '^make')" "scibids: no command 'docker': install docker with buildx, or set SCIBIDS_ENGINE" 'and says so in one line'
PATH=$with
export FAKE_DOCKER_DEAD=1
run image
is "$(printf '%s\n' "$err" | grep -v '^make')" "scibids: no engine answers to 'docker': start it, or set SCIBIDS_ENGINE" 'as it does when none answers'
DOCKER_HOST=tcp://localhost:1 FAKE_DOCKER_DEAD=1 run image
like "$err" "^scibids: no engine answers to 'docker' at DOCKER_HOST=tcp://localhost:1: start it" 'and where it was looked for'
unset FAKE_DOCKER_DEAD
export FAKE_DOCKER_OFFLINE=1
run image
is "$(printf '%s\n' "$err" | grep -v '^make\|^  PULL')" 'scibids: cannot pull python:3.13-alpine3.20: Error response from daemon: dial tcp: lookup registry: no such host: set SCIBIDS_BASE, or SCIBIDS_KIT' \
	'and what a pull said that failed'
unset FAKE_DOCKER_OFFLINE
export FAKE_DOCKER_NO_BUILDX=1
run image
is "$status" 2 'no buildx: image fails'
like "$err" 'no buildx: install docker-buildx$' 'and says so'
unset FAKE_DOCKER_NO_BUILDX

# A kit
project
mkdir -p "$work/kit/images" "$work/kit/apk/v3.20/main/x86_64"
touch "$work/kit/apk/a.rsa.pub" "$work/kit/apk/v3.20/main/x86_64/APKINDEX.tar.gz" "$work/kit/images/python-3.13-alpine3.20.tar.xz"
doctor SCIBIDS_KIT="$work/kit"
is "$status" 0 'a kit that has all'
like "$out" '^  base +ok +python:3\.13-alpine3\.20, in the kit$' 'the base image is in it'
doctor SCIBIDS_KIT="$work/kit" SCIBIDS_BASE=python:3.13-alpine3.19
wrong base 'archive of python:3\.13-alpine3\.19: add one, or set SCIBIDS_BASE|.*has no archive of python:3\.13-alpine3\.19' 'a kit without the base image'
doctor SCIBIDS_KIT="$work/kit" SCIBIDS_ALPINE=3.21 SCIBIDS_BASE=python:3.13-alpine3.20
wrong kit '.*/apk has no v3\.21' 'a kit without the branch'
rm "$work/kit/apk/a.rsa.pub"
doctor SCIBIDS_KIT="$work/kit"
wrong kit '.*no \*\.rsa\.pub key' 'a kit without a key'
doctor SCIBIDS_KIT="$work/nothing" SCIBIDS_BASE=python:3.13-alpine3.20
wrong kit '.*has no apk directory' 'a kit that is not there' 'kit|base'
finish
