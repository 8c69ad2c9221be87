#!/bin/sh
# Runs the fuzz targets in TARGETS, each for SECONDS with the seeds of its name. One line a target: executions, seconds, findings; and
# a line for all of them. libFuzzer adds the inputs that reached something new to CORPUS, and everything begins from them as well.
# FUZZ=names runs those alone.
# usage: run.sh SECONDS TARGETS FINDINGS [CORPUS]; exit 1 if there are findings, which lie in FINDINGS then, beside what was printed.
set -u
[ $# = 3 ] || [ $# = 4 ] || { echo 'usage: run.sh SECONDS TARGETS FINDINGS [CORPUS]' >&2; exit 2; }
limit=$1 targets=$2 findings=$3
case $limit in '' | *[!0-9]*) echo "run.sh: '$limit' is not a number of seconds" >&2; exit 2 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
corpus=${4:-$work/corpus}
mkdir -p "$findings" "$corpus" || exit 2
# A sanitizer ends a target by a signal that it can catch, to keep the input. What makes reports better makes executions slow: replay a
# finding without these options.
ASAN_OPTIONS=abort_on_error=1:detect_leaks=0:malloc_context_size=2:quarantine_size_mb=16:detect_stack_use_after_return=0
UBSAN_OPTIONS=abort_on_error=1:print_stacktrace=1
export ASAN_OPTIONS UBSAN_OPTIONS

# Large inputs are slow, and seldom reach more: twice the largest seed is enough.
longest() { # DIRECTORY
	find "$1" -type f -exec wc -c {} + 2>/dev/null | awk '$2 != "total" && $1 > n { n = $1 } END { print n < 2048 ? 4096 : 2 * n }'
}

run() { # TARGET NAME
	mkdir -p "$corpus/$2"
	if grep -q libFuzzer "$1"; then
		"$1" -max_total_time="$limit" -timeout=20 -detect_leaks=0 -len_control=20 -max_len="$(longest "tests/fuzz/seeds/$2")" \
			-print_final_stats=1 -artifact_prefix="$findings/$2-" "$corpus/$2" "tests/fuzz/seeds/$2" >"$work/log" 2>&1
	else
		"$1" -t "$limit" "$findings/$2-input" "tests/fuzz/seeds/$2" "$corpus/$2" >"$work/log" 2>&1
	fi
}
# What the target says at its end, or, where it found something, said last
executions() {
	sed -n 's/^ok 1 - \([0-9]*\) inputs.*/\1/p; s/^stat::number_of_executed_units: *//p; s/^#\([0-9]*\)[^0-9].*/\1/p' "$work/log" | tail -n 1
}

bad=0
printf '%-16s %13s %8s %9s\n' target executions seconds findings
for target in "$targets"/*; do
	case $target in *.d) continue ;; esac
	name=${target##*/}
	case " ${FUZZ:-$name} " in *" $name "*) ;; *) continue ;; esac
	start=$(date +%s)
	found=0
	rm -f "$findings/$name"-*
	if ! run "$target" "$name"; then
		found=1
		bad=$((bad + 1))
		cp "$work/log" "$findings/$name-log"
	fi
	count=$(executions)
	printf '%-16s %13s %8s %9s\n' "$name" "${count:--}" "$(($(date +%s) - start))" "$found" | tee -a "$work/table"
done
awk '{ n += $2; seconds += $3; found += $4 } END { printf "%-16s %13.0f %8d %9d\n", "all", n, seconds, found }' "$work/table"
[ "$bad" = 0 ] || { echo "findings are in $findings: NAME-log says what, NAME-* holds the input" >&2; exit 1; }
