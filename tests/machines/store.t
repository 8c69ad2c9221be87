#!/bin/sh
# SCIBIDS_REGISTRY as a store: what is kept there of an image's stages, what a build elsewhere takes, and a registry that does not give it.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

registry=registry.test:5000/team store=$registry/scibids-store
forget() { : >"$FAKE_DOCKER_STATE/store"; rm -rf "$project/.scibids"; } # as another machine, with the lock
kept() { grep -c "^$store:" "$FAKE_DOCKER_STATE/registry"; }
contexts() { grep -e '--target final' "$FAKE_DOCKER_LOG" | tail -n 1 | grep -o "[a-z0-9-]*=docker-image://$store@" | cut -d= -f1 | sort | paste -sd ' ' -; }
said() { printf '%s\n' "$err" | grep '^scibids'; }

locked_project
run -s image-push SCIBIDS_REGISTRY=$registry
is "$status $(printf '%s\n' "$deeds" | grep '^build' | paste -sd ' ')" '0 build kept-build-psycopg2 build kept-rootfs build toolbox' \
	'image-push keeps what was built, the root file system and the toolbox'
is "$(kept)" 3 'in the registry'
is "$(grep '^COPY' "$project/.scibids/store.dockerfile" | tail -n 5)" "COPY --from=build-psycopg2 /layer/ /layer/
COPY --from=build-psycopg2 /shared/ /shared/
COPY --from=build-psycopg2 /trimmed/ /trimmed/
COPY --from=build-psycopg2 /facts/ /facts/
COPY --from=rootfs /layer/ /layer/" 'and of a stage what others take'
echo '# more' >>"$project/main.py"
run -s image-push SCIBIDS_REGISTRY=$registry
is "$status $(kept) $(printf '%s\n' "$deeds" | grep -c 'kept\|toolbox')" '0 3 0' 'once'

# Elsewhere
forget
echo '# still more' >>"$project/main.py"
run image SCIBIDS_REGISTRY=$registry
is "$status $(printf '%s\n' "$deeds" | grep build)" '0 build final' 'a build on another machine'
is "$(contexts)" 'build-psycopg2 rootfs' 'takes them from there, and needs no toolbox'
is "$(printf '%s\n' "$out" | grep -c '^  STORED ')" 2 'which two lines say'
key=$(cat "$project/.scibids/key")
forget
run -s image
is "$(contexts) $(cat "$project/.scibids/key")" " $key" 'without the setting none is taken, and the key is the same'

# Another package of the same kind, other settings of another stage
forget
sed -i 's/^    version: "2\.9\.[0-9]*"/    version: "2.9.0"/; s/psycopg2-2\.9\.[0-9]*/psycopg2-2.9.0/' "$project/scibids.lock"
run -s image SCIBIDS_REGISTRY=$registry
is "$status $(contexts)" '0 rootfs toolbox' 'another psycopg2 is built, in the toolbox of the registry'
forget
sed -i '/^toolbox:/,/^inputs:/s/build-base: .*/build-base: "0.5-r9"/' "$project/scibids.lock"
run -s image SCIBIDS_REGISTRY=$registry
is "$status $(contexts)" '0 rootfs' 'and with another compiler nothing of it'

# A registry that does not give it
locked_project
cp "$FAKE_DOCKER_STATE/registry" "$work/registry"
goes_on() { # HOW NOTE
	forget
	FAKE_DOCKER_REGISTRY=$1 && export FAKE_DOCKER_REGISTRY
	run image SCIBIDS_REGISTRY=$registry
	unset FAKE_DOCKER_REGISTRY
	is "$status $(awk -v name=app:latest '$1 == name' "$FAKE_DOCKER_STATE/store" | grep -c .)" '0 1' "a registry that is $1: the image is built"
	is "$(contexts)" '' "a registry that is $1: without it"
	like "$(said)" "^scibids: note: $store $2: the build goes on without it$" "a registry that is $1: and a line says so"
	is "$(said | grep -c '^scibids: ')" 1 "a registry that is $1: one line"
}
goes_on away 'cannot be asked: .*connection refused'
goes_on login 'cannot be asked: failed to authorize: .*'
goes_on lost 'does not have what it says'
forget
FAKE_DOCKER_FAIL=final && export FAKE_DOCKER_FAIL
run image SCIBIDS_REGISTRY=$registry
unset FAKE_DOCKER_FAIL
is "$status $(printf '%s\n' "$deeds" | grep -c '^build final') $(said | grep -c 'does not have')" '2 1 0' 'a step that fails is not the fault of the registry'
forget
: >"$FAKE_DOCKER_STATE/registry"
FAKE_DOCKER_REGISTRY=full && export FAKE_DOCKER_REGISTRY
run -s image SCIBIDS_REGISTRY=$registry
unset FAKE_DOCKER_REGISTRY
is "$status" 0 'one that can store nothing is no matter to a build'
forget
run -s image SCIBIDS_REGISTRY='registry.test/;id'
is "$status $(said)" "2 scibids: SCIBIDS_REGISTRY is 'registry.test/;id': write HOST[:PORT][/PATH], the path in lower case, without https:// and login" 'a name that is none'
finish
