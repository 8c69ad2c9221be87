#!/bin/sh
# Runs every case below tests/cases: a directory with `cmd` (run by sh in a copy of the directory), and what must come out
# of it: `stdout`, `stderr`, `status` (a missing one means empty, empty, 0), and `files/`, whose files must be as in the copy.
# Many of them wait for something, so four run at a time. UPDATE=1 rewrites what is expected; the review reads that diff.
# CASES=text runs those with it in their path.
# usage: run.t [CASE/cmd]
set -u
if [ $# = 0 ]; then
	cases=$(find tests/cases -name cmd | grep -F -e "${CASES-}" | LC_ALL=C sort)
	[ -n "$cases" ] || { echo "no case has '${CASES-}' in its path" >&2; exit 1; }
	printf '1..%d\n' "$(printf '%s\n' "$cases" | wc -l)"
	printf '%s\n' "$cases" | xargs -n 1 -P 4 "$0"
	exit
fi
case=${1%/cmd}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$SCIBIDS_HELPERS:$PATH
SCIBIDS=$PWD
export PATH SCIBIDS

run_case() {
	cp -R "$case" "$work/in" && mkdir "$work/out" || return 1
	(cd "$work/in" && rm -rf stdout stderr status files && sh -eu cmd) >"$work/out/stdout" 2>"$work/said" </dev/null
	status=$?
	[ "$status" = 0 ] || printf '%s\n' "$status" >"$work/out/status"
	sed "s|$work/in/||g; s|$SCIBIDS/||g" "$work/said" >"$work/out/stderr"
}
compare() { # NAME
	[ -f "$case/$1" ] || { [ ! -s "$work/out/$1" ] && return 0; }
	diff -u "$case/$1" "$work/out/$1" 2>&1 || { [ -f "$case/$1" ] || cat "$work/out/$1"; return 1; }
}
files() { [ ! -d "$case/files" ] || (cd "$case/files" && find . -type f); }
update() {
	for name in stdout stderr status; do
		rm -f "$case/$name"
		[ ! -s "$work/out/$name" ] || cp "$work/out/$name" "$case/$name"
	done
	files | while read -r file; do cp "$work/in/$file" "$case/files/$file"; done
}

run_case
[ -z "${UPDATE-}" ] || update
diffs=$(compare stdout; compare stderr; compare status
	files | while read -r file; do diff -u "$case/files/$file" "$work/in/$file" 2>&1; done)
name=${case#tests/cases/}
[ -n "$diffs" ] || { printf 'ok - %s\n' "$name"; exit; }
printf 'not ok - %s\n' "$name"
printf '%s\n' "$name" "$diffs" | sed 's/^/# /' >&2
exit 1
