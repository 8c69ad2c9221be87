#!/bin/sh
# The manual page: each target and variable is in it, and mandoc and groff find nothing to say.
set -u
SCIBIDS=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tap.sh
. tests/tap.sh
tools/man-page >"$work/scibids.7"
is "$(sed -n 's/^\.It \(Ic\|Va\) //p' "$work/scibids.7" | LC_ALL=C sort)" "$(sed -n 's/^## \([^:]*\):.*/\1/p' "$SCIBIDS"/mk/*.mk | LC_ALL=C sort)" \
	'each target and variable has an entry'
is "$(grep -c '^\.[^A-Z\\"]' "$work/scibids.7")" 0 'no text is taken for a request'
if command -v mandoc >/dev/null; then
	is "$(mandoc -T lint -W warning "$work/scibids.7")" '' 'mandoc warns of nothing'
	text=$(mandoc -T ascii "$work/scibids.7" | col -b 2>/dev/null || mandoc -T ascii "$work/scibids.7")
	like "$text" 'SCIBIDS_PYTHON' 'and shows it'
	like "$text" 'default:' 'with defaults'
else
	skip 'mandoc warns of nothing' 'it is not installed'
fi
finish
