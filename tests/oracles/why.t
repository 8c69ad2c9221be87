#!/bin/sh
# The first suggestion of scibids-why for real logs of failed builds, against the right one, on Alpine's own complete index.
set -u
index=${SCIBIDS_SHARED:-../shared}/data/apkindex
kit=${SCIBIDS_SHARED:-../shared}/kit
table=dockerfiles/headers.tsv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tap.sh
. tests/tap.sh

explain() { # LOG: the record that is printed, in one line, in $answer; all of it in $work/out.yaml
	"$SCIBIDS_HELPERS/scibids-why" log --alpine 3.18 -i "$index/v3.18-main-x86_64.APKINDEX.tar.gz" \
		-i "$index/v3.18-community-x86_64.APKINDEX.tar.gz" -t "$table" "$1" >"$work/out.yaml" 2>"$work/err"
	status=$?
	answer=$(awk '!/^#/ { sub(/^ +/, ""); gsub(/ +/, " "); printf "%s%s", separator, $0; separator = "; " }' "$work/out.yaml")
	[ "$status" != 1 ] || [ -n "$answer" ] || answer=none
	[ "$status" != 0 ] || answer=-
	[ "$status" -le 1 ] || answer=$(cat "$work/err")
}

right=0 all=0
if [ -e "$index/v3.18-community-x86_64.APKINDEX.tar.gz" ]; then
	tab=$(printf '\t')
	while IFS=$tab read -r name expected source miss; do
		case $name in '#'*) continue ;; esac
		all=$((all + 1))
		explain "tests/oracles/why/logs/$name.log"
		if [ -n "$miss" ]; then
			[ "$answer" = "$miss" ]
			ok $? "$name: a miss, '$miss' for '$expected' ($source)" "it is now '$answer'"
			continue
		fi
		[ "$answer" = "$expected" ]
		same=$?
		[ "$same" != 0 ] || right=$((right + 1))
		ok "$same" "$name: $expected ($source)" "$answer"
		[ "$answer" = none ] || [ "$answer" = - ] || "$SCIBIDS_HELPERS/scibids-record" check "$work/out.yaml" 2>"$work/err" ||
			ok 1 "$name: it is a record" "$(cat "$work/err")"
	done <tests/oracles/why/expected.tsv
	[ "$all" -ge 40 ] && [ $((right * 10)) -ge $((all * 9)) ]
	ok $? "the first suggestion is right for $right of $all logs"
	logs=$(ls tests/oracles/why/logs | wc -l)
	[ "$logs" -eq "$all" ]
	ok $? "each log has a line in the table ($logs)"
else
	skip 'the first suggestions' "no index of Alpine in $index"
fi

if [ -d "$kit/apk/v3.20" ]; then
	printf '%s\n' 'error: Failed to build `x==1`' 'x.c:1:10: fatal error: rdkafka.h: No such file or directory' >"$work/x.log"
	out=$("$SCIBIDS_HELPERS/scibids-why" log -i "$kit/apk/v3.20/main/x86_64/APKINDEX.tar.gz" \
		-i "$kit/apk/v3.20/community/x86_64/APKINDEX.tar.gz" -c "$kit/apk" "$work/x.log")
	case $out in *'has usr/include/librdkafka/rdkafka.h'*'build: [librdkafka-dev]'*) ok 0 "a header is found in the mirror's packages" ;;
	*) ok 1 "a header is found in the mirror's packages" "$out" ;; esac
else
	skip "a header is found in the mirror's packages" "no kit in $kit"
fi

# A log is read in linear time: 20 MB of it, with a step that failed at its end.
awk 'BEGIN { print "#5 [build-x 2/2] RUN make"; for (i = 0; i < 300000; i++) print "#5 1.0 gcc -O2 -c file" i ".c -o file" i ".o: fatal error"; \
	print "#5 2.0 x.c:1: fatal error: zlib.h: No such file or directory"; print "#5 ERROR: process did not complete: exit code: 1" }' >"$work/long.log"
begin=$(date +%s)
"$SCIBIDS_HELPERS/scibids-why" log "$work/long.log" >"$work/out"
[ $? = 1 ] && [ $(($(date +%s) - begin)) -le 30 ]
ok $? "300,000 lines are read in $(($(date +%s) - begin)) s"

finish
