#!/bin/sh
# What `make fuzz` runs: a bug is found in bounded time and its input kept; what has none passes.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0 bad=0
ok() { # STATUS TEXT
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		printf 'ok %d - %s\n' "$n" "$2"
	else
		bad=$((bad + 1))
		printf 'not ok %d - %s\n' "$n" "$2"
		sed 's/^/# /' "$work/log" >&2
	fi
}
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
ok $? 'a target without a bug'
grep -qE '^lock +[1-9][0-9]+ +[0-9]+ +0$' "$work/log"
ok $? 'its line has executions, seconds and no finding'
[ -z "$(ls "$work/findings")" ]
ok $? 'and nothing is kept'

target bad 'for (size_t i = 0; i < input.n; i++) if ((unsigned char)input.p[i] == 0xff) abort();' &&
	tests/fuzz/run.sh 5 "$work/bad" "$work/findings" >"$work/log" 2>&1
[ $? = 1 ]
ok $? 'a target with a bug'
grep -qE '^lock .* 1$' "$work/log"
ok $? 'its line has a finding'
LC_ALL=C grep -q "$(printf '\377')" "$work/findings/lock-input"
ok $? 'the input is kept'

tests/fuzz/run.sh soon "$work/good" "$work/findings" >"$work/log" 2>&1
[ $? = 2 ]
ok $? 'SECONDS is a number'
printf '1..%d\n' "$n"
[ "$bad" = 0 ]
