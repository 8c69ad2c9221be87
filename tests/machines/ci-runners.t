#!/bin/sh
# examples/ci for GitLab, Jenkins and any other runner: what their steps do, with a builder of their own.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh
python3 -c 'import yaml' 2>/dev/null || { echo '1..0 # skip no PyYAML'; exit 0; }

mkdir "$work/bin"
printf '#!/bin/sh\nexec %s -I %s "$@"\n' "$(command -v make)" "$work/include" >"$work/bin/make"
printf '#!/bin/sh\necho "apk $*" >>"$FAKE_DOCKER_LOG"\n' >"$work/bin/apk"
chmod +x "$work/bin/make" "$work/bin/apk"
export FAKE_DOCKER_DRIVER=docker-container
step() { # COMMANDS: as a runner does them
	: >"$FAKE_DOCKER_LOG"
	status=0
	(cd "$project" && PATH=$work/bin:$PATH sh -e -c "$1") >"$work/out" 2>"$work/err" </dev/null || status=$?
}
built() { grep -c -e '--target final' "$FAKE_DOCKER_LOG"; }
there() { awk -v name="$1" '$1 == name { found = 1 } END { print found + 0 }' "$FAKE_DOCKER_STATE/registry" 2>/dev/null; }
fresh() { # a runner that has built nothing
	locked_project
	: >"$FAKE_DOCKER_STATE/store"
	: >"$FAKE_DOCKER_STATE/registry"
	rm -rf "$project/.scibids"
	cp "$SCIBIDS/examples/ci/image.sh" "$project/"
}

# The plain script
export SCIBIDS_REGISTRY=registry.test/team
fresh
step 'sh image.sh'
is "$status $(cat "$work/err")" '2 usage: image.sh check | push' 'image.sh without a word says how it is called'
step 'sh image.sh check'
is "$status $(built)" '0 1' 'check: an image is built'
unlike "$(cat "$FAKE_DOCKER_LOG")" '--cache-to|push=true' 'no cache is written, nothing is pushed'
like "$(cat "$FAKE_DOCKER_LOG")" '--cache-from type=registry,ref=registry.test/team/cache|--cache-from registry.test/team/cache' 'the cache is read'
fresh
step 'sh image.sh push'
is "$status $(built) $(there registry.test/team/app:latest)" '0 1 1' 'push: it is built, pushed and tagged'
like "$(cat "$FAKE_DOCKER_LOG")" '--cache-to type=registry,ref=registry.test/team/cache,mode=max' 'and the cache is written'
echo idna >>"$project/requirements.txt"
step 'sh image.sh push'
is "$([ "$status" != 0 ] && echo failed) $(built)" 'failed 0' 'a stale lock stops it'
step 'unset SCIBIDS_REGISTRY; sh image.sh push'
is "$([ "$status" != 0 ] && echo failed) $(built)" 'failed 0' 'so does a missing registry'

# GitLab
job() { # FILE NAME: the variables and commands of every job, and its own
	python3 -c 'import sys, yaml
d = yaml.safe_load(open(sys.argv[1]))
assert d["variables"]["GIT_SUBMODULE_STRATEGY"] == "recursive"
for name, value in d["variables"].items(): print(f"export {name}=\"{value}\"")
print("\n".join(d["default"]["before_script"] + d[sys.argv[2]]["script"]))' "$SCIBIDS/examples/ci/$1" "$2"
}
unset SCIBIDS_REGISTRY
export CI_REGISTRY=registry.test CI_REGISTRY_IMAGE=registry.test/group/project CI_REGISTRY_USER=ci CI_REGISTRY_PASSWORD=open-sesame BUILDX_BUILDER=ci
fresh
step "$(job gitlab-ci.yml check)"
is "$status $(built)" '0 1' 'GitLab, a merge request: an image is built'
unlike "$(cat "$FAKE_DOCKER_LOG")" '--cache-to|push=true' 'no cache is written, nothing is pushed'
fresh
step "$(job gitlab-ci.yml push)"
is "$status $(built) $(there registry.test/group/project/app:latest)" '0 1 1' 'the main branch: it is built, pushed and tagged'
like "$(cat "$project/.scibids/pushed")" '^registry.test/group/project/app@sha256:' 'and the next job has the digest'
unlike "$(cat "$FAKE_DOCKER_LOG" "$work/out" "$work/err")" 'open-sesame' 'no command line and no log has the password'
fresh
export FAKE_DOCKER_DEAD=store
step "$(job gitlab-rootless.yml push)"
is "$status $(built) $(there registry.test/group/project/app:latest)" '0 1 1' 'rootless BuildKit, and no engine: the same'
unset FAKE_DOCKER_DEAD
CI_REGISTRY_PASSWORD=wrong
step "$(job gitlab-ci.yml push)"
is "$([ "$status" != 0 ] && echo failed) $(built)" 'failed 0' 'without a login nothing is built'

# Jenkins calls the same script
is "$(sed -n "s/^ *sh '\(.*image.sh .*\)'$/\1/p" "$SCIBIDS/examples/ci/Jenkinsfile" | paste -sd ';' -)" \
	'sh image.sh check;sh image.sh push' 'Jenkins calls the script'
is "$(tr -cd '{}' <"$SCIBIDS/examples/ci/Jenkinsfile" | sed ':a; s/{}//; ta')" '' 'and its blocks are closed'
finish
