#!/bin/sh
# The secrets of a build become its environment.
set -u
# shellcheck source=tests/tap.sh
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed "s|/run/secrets|$work/secrets|" dockerfiles/scripts/tools/secrets.sh >"$work/secrets.sh"
exported() { (unset TOKEN PASSWORD UV_DEFAULT_INDEX; . "$work/secrets.sh" && env | grep -E '^(TOKEN|PASSWORD|UV_DEFAULT_INDEX|index|options)' | sort); }
is "$(exported)" '' 'without any, nothing is exported'
mkdir "$work/secrets"
printf 'a b$(c)\n' >"$work/secrets/TOKEN"
: >"$work/secrets/PASSWORD"
printf 'https://me:it@index.test/' >"$work/secrets/index"
printf -- '--no-index\n' >"$work/secrets/index-options"
# shellcheck disable=SC2016 # it is text
is "$(exported)" 'TOKEN=a b$(c)
UV_DEFAULT_INDEX=https://me:it@index.test/' 'the index and variables are, as they are; an empty one is not'
finish
