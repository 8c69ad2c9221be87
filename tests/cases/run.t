#!/bin/sh
# Runs every case below tests/cases: a directory with `cmd` (run by sh in a copy of the directory), and what must come out
# of it: `stdout`, `stderr`, `status` (a missing one means empty, empty, 0), and `files/`, whose files must be as in the copy.
# UPDATE=1 rewrites what is expected; the review reads that diff. CASES=pattern runs those whose path matches.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$SCIBIDS_HELPERS:$PATH
SCIBIDS=$PWD
export PATH SCIBIDS

compare() { # CASE-DIR NAME
	[ -f "$1/$2" ] || { [ ! -s "$work/out/$2" ] && return 0; }
	diff -u "$1/$2" "$work/out/$2" 2>&1 || { [ -f "$1/$2" ] || cat "$work/out/$2"; return 1; }
}

run_case() { # CASE-DIR
	rm -rf "$work/in" "$work/out"
	cp -R "$1" "$work/in" && mkdir "$work/out" || return 1
	(cd "$work/in" && rm -rf stdout stderr status files && sh -eu cmd) >"$work/out/stdout" 2>"$work/out/stderr" </dev/null
	status=$?
	[ "$status" = 0 ] || printf '%s\n' "$status" >"$work/out/status"
	sed "s|$work/in/||g; s|$SCIBIDS/||g" "$work/out/stderr" >"$work/out/stderr.tmp" && mv "$work/out/stderr.tmp" "$work/out/stderr"
}

update() { # CASE-DIR
	for name in stdout stderr status; do
		rm -f "$1/$name"
		[ ! -s "$work/out/$name" ] || cp "$work/out/$name" "$1/$name"
	done
	[ ! -d "$1/files" ] || (cd "$1/files" && find . -type f) | while read -r file; do cp "$work/in/$file" "$1/files/$file"; done
}

n=0 bad=0
for cmd in $(find tests/cases -name cmd | LC_ALL=C sort); do
	dir=${cmd%/cmd}
	case $dir in *${CASES-}*) ;; *) continue ;; esac
	n=$((n + 1))
	run_case "$dir"
	[ -z "${UPDATE-}" ] || update "$dir"
	diffs=$(compare "$dir" stdout; compare "$dir" stderr; compare "$dir" status
		[ ! -d "$dir/files" ] || (cd "$dir/files" && find . -type f) | while read -r file; do
			diff -u "$dir/files/$file" "$work/in/$file" 2>&1
		done)
	if [ -z "$diffs" ]; then
		printf 'ok %d - %s\n' "$n" "${dir#tests/cases/}"
	else
		bad=$((bad + 1))
		printf 'not ok %d - %s\n' "$n" "${dir#tests/cases/}"
		printf '%s\n' "${dir#tests/cases/}" "$diffs" | sed 's/^/# /' >&2
	fi
done
printf '1..%d\n' "$n"
[ "$bad" = 0 ] && [ "$n" -gt 0 ]
