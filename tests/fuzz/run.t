#!/bin/sh
# What `make fuzz` runs: a bug is found in bounded time and its input kept; what has none passes.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tap.sh
. tests/tap.sh
check() { ok $? "$1" || remark <"$work/log"; } # TEXT: of the last command
target() { # NAME STATEMENT
	cat >"$work/$1.c" <<-END
		#include "base/base.h"

		#include "replay.h"

		static void
		fuzz_one(struct str input)
		{
			$2
		}
	END
	mkdir -p "$work/$1"
	${CC:-cc} -std=c11 -iquote helpers/lib -iquote tests/fuzz -o "$work/$1/lock" "$work/$1.c" "$SCIBIDS_HELPERS/libscibids.a"
}

target good '(void)input;' && tests/fuzz/run.sh 1 "$work/good" "$work/findings" >"$work/log" 2>&1
check 'a target without a bug'
grep -qE '^lock +[1-9][0-9]+ +[0-9]+ +0$' "$work/log"
check 'its line has executions, seconds and no finding'
[ -z "$(ls "$work/findings")" ]
check 'and nothing is kept'

FUZZ='lockx loc' tests/fuzz/run.sh 1 "$work/good" "$work/findings" >"$work/log" 2>&1 && ! grep -q '^lock' "$work/log"
check 'FUZZ names others'
FUZZ='x lock' tests/fuzz/run.sh 1 "$work/good" "$work/findings" >"$work/log" 2>&1 && grep -q '^lock' "$work/log"
check 'FUZZ names it'

target bad 'for (size_t i = 0; i < input.n; i++) if ((unsigned char)input.p[i] == 0xff) abort();' &&
	tests/fuzz/run.sh 5 "$work/bad" "$work/findings" >"$work/log" 2>&1
[ $? = 1 ]
check 'a target with a bug'
grep -qE '^lock .* 1$' "$work/log"
check 'its line has a finding'
LC_ALL=C grep -q "$(printf '\377')" "$work/findings/lock-input"
check 'the input is kept'

tests/fuzz/run.sh soon "$work/good" "$work/findings" >"$work/log" 2>&1
[ $? = 2 ]
check 'SECONDS is a number'
finish
