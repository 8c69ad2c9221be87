#!/bin/sh
# The cache that machines share: read by every build, written by the image's.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

from() { grep '^buildx build' "$FAKE_DOCKER_LOG" | grep -c -- "--cache-from $1 "; } # TEXT: builds that read it
to() { sed -n 's|^buildx build .*--target \([a-z]*\) .*--cache-to \([^ ]*\) .*|\1 \2|p' "$FAKE_DOCKER_LOG"; }
builds() { grep -c '^buildx build .*--target ' "$FAKE_DOCKER_LOG"; }

project
run -s image SCIBIDS_CACHE='registry.test/cache:branch registry.test/cache:main'
is "$status" 0 'an image with two caches'
is "$(from registry.test/cache:branch) $(from registry.test/cache:main)" "$(builds) $(builds)" 'every build reads both'
is "$(to)" 'final type=registry,ref=registry.test/cache:branch,mode=max' "the image's build writes the first"
key=$(cat "$project/.scibids/key")

project
run -s image SCIBIDS_CACHE=registry.test/cache SCIBIDS_CACHE_TO=
is "$(from registry.test/cache) $(to)" "$(builds) " 'SCIBIDS_CACHE_TO= writes none'
is "$(cat "$project/.scibids/key")" "$key" 'and no key depends on it'

project
run -s image SCIBIDS_CACHE=type=local,src=/cache
is "$(to)" 'final type=local,dest=/cache,mode=max' 'a local cache is read and written in one place'
project
run -s image SCIBIDS_CACHE=type=gha,mode=min
is "$(to)" 'final type=gha,mode=min' 'a mode of the user stays'
project
run -s image
unlike "$(cat "$FAKE_DOCKER_LOG")" '--cache-' 'no cache is the default'
finish
