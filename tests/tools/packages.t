#!/bin/sh
# What a machine must have: to build less than to test, so that `make demo` runs where only the tests' programs are missing.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tap.sh
. tests/tap.sh

all_but shellcheck
rm -f "$others/id" && printf '#!/bin/sh\necho 1000\n' >"$others/id" && chmod +x "$others/id"
PATH=$others tools/packages build >"$work/out" 2>&1
is "$? $(cat "$work/out")" '0 ' 'to build, no program of the tests is missed'
PATH=$others tools/packages >"$work/out" 2>&1
is "$? $(cat "$work/out")" '1 packages: missing on this machine: shellcheck (Debian names); install them, or run this as root on Debian' 'to test, each is, and nothing is installed for a user'
like "$(make -n demo)" '^tools/packages build$' 'the demo asks for the former'
unlike "$(make -n demo)" '^tools/packages$' 'alone'
finish
