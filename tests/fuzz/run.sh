#!/bin/sh
# Runs the fuzz targets in TARGETS, each for SECONDS with the seeds of its name. One line a target: executions, seconds, findings.
# usage: run.sh SECONDS TARGETS FINDINGS; exit 1 if there are findings, which lie in FINDINGS then, beside what was printed.
set -u
[ $# = 3 ] || { echo 'usage: run.sh SECONDS TARGETS FINDINGS' >&2; exit 2; }
limit=$1 targets=$2 findings=$3
case $limit in '' | *[!0-9]*) echo "run.sh: '$limit' is not a number of seconds" >&2; exit 2 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$findings" || exit 2
# A sanitizer ends a target by a signal that it can catch, to keep the input.
ASAN_OPTIONS=abort_on_error=1 UBSAN_OPTIONS=abort_on_error=1:print_stacktrace=1
export ASAN_OPTIONS UBSAN_OPTIONS

run() { # TARGET NAME; prints its executions
	if grep -q libFuzzer "$1"; then
		mkdir "$work/$2"
		"$1" -max_total_time="$limit" -timeout=20 -print_final_stats=1 -artifact_prefix="$findings/$2-" "$work/$2" "tests/fuzz/seeds/$2" \
			>"$work/log" 2>&1
	else
		"$1" -t "$limit" "$findings/$2-input" "tests/fuzz/seeds/$2" >"$work/log" 2>&1
	fi
}

bad=0
printf '%-16s %12s %8s %9s\n' target executions seconds findings
for target in "$targets"/*; do
	case $target in *.d) continue ;; esac
	name=${target##*/}
	start=$(date +%s)
	found=0
	rm -f "$findings/$name"-*
	if ! run "$target" "$name"; then
		found=1
		bad=$((bad + 1))
		cp "$work/log" "$findings/$name-log"
	fi
	count=$(sed -n 's/^ok 1 - \([0-9]*\) inputs.*/\1/p; s/^stat::number_of_executed_units: *//p' "$work/log" | tail -n 1)
	printf '%-16s %12s %8s %9s\n' "$name" "${count:--}" "$(($(date +%s) - start))" "$found"
done
[ "$bad" = 0 ] || { echo "findings are in $findings: NAME-log says what, NAME-* holds the input" >&2; exit 1; }
