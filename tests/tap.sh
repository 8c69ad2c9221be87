# Sourced by tests that are written for sh: TAP. On failure, stderr, which prove passes on, shows the expected and the actual result.
# $work is a directory to write in.
#   ok STATUS TEXT [REMARKS]          is GOT WANTED TEXT          like GOT EXTENDED-REGEX TEXT          unlike GOT EXTENDED-REGEX TEXT
#   same FILE WANTED-FILE TEXT          skip TEXT REASON          remark: stdin, for who reads a failure          finish: at the end
#   all_but PROGRAM                     sets $others to a PATH with all programs but that one
# shellcheck shell=sh disable=SC2034,SC2154 # the tests use what is set here, and set $work
newline='
'
n=0 bad=0
remark() { sed 's/^/# /' >&2; }
ok() {
	n=$((n + 1))
	[ "$1" != 0 ] || { printf 'ok %d - %s\n' "$n" "$2"; return; }
	bad=$((bad + 1))
	printf 'not ok %d - %s\n' "$n" "$2"
	printf '%s\n' "$0: not ok $n - $2" ${3:+"$3"} | remark
	return 1
}
is() {
	if [ "$1" = "$2" ]; then ok 0 "$3"; return; fi
	ok 1 "$3"
	printf '%s\n' "$1" >"$work/got"
	printf '%s\n' "$2" >"$work/wanted"
	diff -u "$work/wanted" "$work/got" | sed 1,2d | remark
	return 1
}
same() {
	if cmp -s "$1" "$2"; then ok 0 "$3"; return; fi
	ok 1 "$3"
	diff -u "$1" "$2" | sed 1,2d | remark
	return 1
}
like() {
	if printf '%s\n' "$1" | grep -qE -e "$2"; then ok 0 "$3"; return; fi
	ok 1 "$3"
	printf '%s\n' "no line like: $2" "$1" | tail -n 30 | remark
	return 1
}
unlike() {
	if ! printf '%s\n' "$1" | grep -qE -e "$2"; then ok 0 "$3"; return; fi
	ok 1 "$3"
	printf '%s\n' "$1" | grep -E -e "$2" | remark
	return 1
}
skip() { # TEXT REASON
	n=$((n + 1))
	printf 'ok %d - %s # skip %s\n' "$n" "$1" "$2"
}
all_but() {
	others=$work/all-but-$1
	mkdir "$others"
	(IFS=:; for directory in $PATH; do ln -s "$directory"/* "$others/" 2>/dev/null; done; rm -f "$others/$1")
}
finish() {
	printf '1..%d\n' "$n"
	[ "$bad" = 0 ]
	exit
}
