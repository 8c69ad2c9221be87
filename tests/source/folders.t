#!/bin/sh
# The folders of helpers/lib depend in one direction: a file includes headers of its own folder and of those before it here.
set -u
order='base python apk elf context requirements record lock relock dockerfile image kit inventory audit sbom buildlog why explain init report'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0 bad=0
none() { # TEXT; the offences are in $work/found, a line each
	n=$((n + 1))
	if [ -s "$work/found" ]; then
		bad=$((bad + 1))
		printf 'not ok %d - %s\n' "$n" "$1"
		sed 's/^/# /' "$work/found" >&2
	else
		printf 'ok %d - %s\n' "$n" "$1"
	fi
}

ls helpers/lib | grep -vxF "$(printf '%s\n' $order)" >"$work/found"
none 'each folder of helpers/lib has its place in the order'

awk -v order="$order" '
	BEGIN { n = split(order, names, " "); for (i = 1; i <= n; i++) rank[names[i]] = i }
	match($0, /^#include "[a-z0-9]+\//) {
		split(FILENAME, path, "/")
		from = path[3]
		to = substr($0, 11, RLENGTH - 11)
		if (rank[to] > rank[from]) print FILENAME ":" FNR ": " from " includes " to
	}' helpers/lib/*/*.[ch] >"$work/found"
none 'no folder includes one that comes after it'

for header in $(grep -lE '^/\* Internal to [a-z]+/:' helpers/lib/*/*.h); do
	folder=${header#helpers/lib/} && folder=${folder%/*}
	grep -nF "#include \"$folder/${header##*/}\"" helpers/lib/*/*.[ch] helpers/*.c helpers/*/*.[ch] | grep -v "^helpers/lib/$folder/"
done >"$work/found"
none 'a header that is internal to a folder is included there only'

# X.c and X.h are one.
awk '
	match($0, /^#include "[a-z0-9]+\/[a-z0-9_]+\.h"/) {
		from = FILENAME
		gsub(/^helpers\/lib\/|\.[ch]$/, "", from)
		to = substr($2, 2, length($2) - 4)
		split(from, a, "/")
		split(to, b, "/")
		if (a[1] == b[1] && from != to) uses[from] = uses[from] " " to
	}
	function visit(name, path, list, n, i) {
		if (state[name] == 1) print substr(path, index(path, " " name " ") + 1) name
		if (state[name] > 0) return
		state[name] = 1
		n = split(uses[name], list, " ")
		for (i = 1; i <= n; i++) visit(list[i], path name " ")
		state[name] = 2
	}
	END { for (i = 1; i < ARGC; i++) { name = ARGV[i]; gsub(/^helpers\/lib\/|\.[ch]$/, "", name); visit(name, " ") } }' helpers/lib/*/*.[ch] |
	sort -u >"$work/found"
none 'no files of a folder include each other in a circle'

grep -nE '(^|[^a-z_])die\(' helpers/lib/*/*.c | grep -vE '^helpers/lib/base/(arena|die|program)\.c:' >"$work/found"
none 'only programs call die(), and the arena'

grep -nE '^#include "[^/]*"$' helpers/lib/*/*.[ch] helpers/*.c >"$work/found"
none 'an include names the folder'
printf '1..%d\n' "$n"
[ "$bad" = 0 ]
