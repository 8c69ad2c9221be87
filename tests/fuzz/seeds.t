#!/bin/sh
# Replays every fuzz target's seeds, whole, cut and changed. One TAP line a target.
set -u
n=0 bad=0
for target in "$SCIBIDS_HELPERS"/fuzz/*; do
	case $target in *.d | *'*') continue ;; esac
	name=${target##*/}
	n=$((n + 1))
	if out=$("$target" "tests/fuzz/seeds/$name" 2>&1); then
		printf 'ok %d - %s: %s\n' "$n" "$name" "$(printf '%s\n' "$out" | sed -n 's/^ok 1 - //p')"
	else
		bad=$((bad + 1))
		printf 'not ok %d - %s\n' "$n" "$name"
		printf '%s\n' "$out" | tail -n 20 | sed 's/^/# /' >&2
	fi
done
printf '1..%d\n' "$n"
[ "$bad" = 0 ] && [ "$n" -gt 0 ]
