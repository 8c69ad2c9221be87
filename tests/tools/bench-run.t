#!/bin/sh
# The tables of bench-run, and the memcpy() that it measures with: right, whatever the length and wherever the ends lie.
set -u
for tool in python3 cc; do
	command -v "$tool" >/dev/null || { echo "1..0 # skip no $tool"; exit 0; }
done
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
row() { printf '%s\t%s\t%s\n' "$2" "$3" "$4" >>"$work/$1.tsv"; }
row glibc.1 merge data 10; row glibc.1 parse data 40; row glibc.1 nbody pyperformance 5
row glibc.2 merge data 20; row glibc.2 parse data 40; row glibc.2 nbody pyperformance 5
row glibc.3 merge data 12; row glibc.3 parse data 40; row glibc.3 nbody pyperformance 5
row musl.1 merge data 20; row musl.1 nbody pyperformance 6
row musl.2 merge data 30; row musl.2 nbody pyperformance 7
row musl.3 merge data 24; row musl.3 nbody pyperformance 8
row memory.glibc.1 threads 100 50
row memory.musl.1 threads 80 60
cat >"$work/wanted" <<'END'
| Data, ms of CPU | glibc | musl |
|---|---|---|
| merge | 12 | 24 (2.00, 1.50 to 2.00) |
| parse | 40 | |
| geometric mean of the ratios | 1 | 2.00 |
| the worst | 1 | 2.00 |

| pyperformance, ms of CPU | glibc | musl |
|---|---|---|
| nbody | 5 | 7 (1.40, 1.20 to 1.60) |
| geometric mean of the ratios | 1 | 1.40 |
| the worst | 1 | 1.40 |

| Resident MB, peak / steady | glibc | musl |
|---|---|---|
| threads | 100 / 50 | 80 / 60 (1.20) |
END
python3 tools/bench-run/report.py "$work" glibc musl | sed 's/|  |$/| |/' >"$work/table"
same "$work/table" "$work/wanted" 'medians of the rounds, ratios of the medians, and the spread of the ratios'
python3 -B tools/bench-run/plot.py "$work" glibc musl >"$work/plot.svg"
python3 -c 'import sys, xml.dom.minidom; print(*(e.getAttribute("cx") for e in xml.dom.minidom.parse(sys.argv[1]).getElementsByTagName("circle")))' \
	"$work/plot.svg" >"$work/points"
# The legend, then twice and 1.4 times as long: 4 and 3.5 of 6 steps of the axis
is "$(cat "$work/points")" '230 603.3 555.3' 'a plot with a point for each ratio'

if [ "$(uname -m)" = x86_64 ]; then
	cat >"$work/test.c" <<'END'
#include <stdio.h>
void *tested(void *, const void *, unsigned long);
static unsigned char is[9000], wanted[9000], held[9000];
int
main(void)
{
	unsigned state = 1;
	for (int turn = 0; turn < 20000; turn++) {
		for (int i = 0; i < 9000; i++)
			is[i] = wanted[i] = (unsigned char)((state = state * 1664525 + 1013904223) >> 24);
		unsigned n = turn % 300, from = (state >> 8) % 4000, to = turn % 3 ? from + turn % 90 : (state >> 16) % 4000;
		if (turn % 11 == 0)
			n = (state >> 12) % 5000;
		for (unsigned i = 0; i < n; i++)
			held[i] = wanted[from + i];
		for (unsigned i = 0; i < n; i++)
			wanted[to + i] = held[i];
		tested(is + to, is + from, n);
		for (int i = 0; i < 9000; i++)
			if (is[i] != wanted[i])
				return printf("%u bytes from %u to %u\n", n, from, to);
	}
	return 0;
}
END
	cc -O2 -ffreestanding -fno-builtin -Dmemmove=tested -Dmemcpy=unused -c -o "$work/memory.o" tools/bench-run/memory.c
	cc -O1 -o "$work/test" "$work/test.c" "$work/memory.o"
	is "$("$work/test")" '' 'memmove() of any length, also where the ends overlap'
fi
finish
