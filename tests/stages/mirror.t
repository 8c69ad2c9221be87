#!/bin/sh
# What stages do with a mirror whose index is newer than its packages.
# shellcheck source=tests/tap.sh
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
cat >"$work/bin/apk" <<END
#!/bin/sh
echo "\$*" >>"$work/calls"
[ "\$(wc -l <"$work/calls")" -lt "\$(cat "$work/from")" ] || { echo OK; exit 0; }
cat "$work/error" >&2
exit 1
END
printf '#!/bin/sh\necho "$1" >>"%s/slept"\n' "$work" >"$work/bin/sleep"
chmod +x "$work/bin/apk" "$work/bin/sleep"
add() { # FROM ERROR: from the FROMth call on apk has what it is asked for
	rm -f "$work/calls" "$work/slept"
	echo "$1" >"$work/from"
	echo "$2" >"$work/error"
	status=0
	out=$(PATH=$work/bin:$PATH sh -euc '. dockerfiles/scripts/mirror.sh && apk add zlib=1.3-r2; echo done' 2>"$work/err") || status=$?
	err=$(cat "$work/err")
}
missing='ERROR: zlib-1.3-r2: package mentioned in index not found (try '"'apk update')"
add 1 "$missing"
is "$status $(echo $out) $(cat "$work/calls")" '0 OK done add zlib=1.3-r2' 'a mirror that has everything: one call'
add 3 "$missing"
is "$status $(wc -l <"$work/calls") $(echo $(cat "$work/slept"))" '0 3 3 9' 'one that is being synchronised is asked again'
like "$out" "^scibids: the mirror's index names zlib-1\.3-r2, which is not there yet: once more in 3 seconds$" 'which the log says'
add 9 "$missing"
is "$status $(wc -l <"$work/calls")" '1 3' 'and not for ever'
is "$err" "scibids: the mirror's index names zlib-1.3-r2, which it does not have: it is being synchronised: try again later, or with another mirror" \
	'then a line says what to do'
add 3 'ERROR: zlib-1.3-r2: HTTP 404: Not Found'
is "$status $(wc -l <"$work/calls")" '0 3' 'apk 3 says it in other words'
for words in 'ERROR: zlib-1.3-r2: temporary error (try again later)' 'ERROR: zlib-1.3-r2: HTTP 503: Service Unavailable' \
	'ERROR: zlib-1.3-r2: HTTP 429: Too Many Requests' 'WARNING: updating and opening http://mirror.test/main: BAD archive' 'ERROR: zlib-1.3-r2: IO ERROR' 'ERROR: zlib-1.3-r2: unexpected end of file' \
	'WARNING: fetching https://mirror.test/main: remote server returned error (try '"'apk update')"; do
	add 2 "$words"
	is "$status $(wc -l <"$work/calls")" '0 2' "a mirror that is busy is asked again: $words"
done
add 9 'ERROR: zlib-1.3-r2: HTTP 503: Service Unavailable'
is "$status $(wc -l <"$work/calls") $err" \
	'1 3 scibids: the mirror does not answer (zlib-1.3-r2: HTTP 503: Service Unavailable): try again later, or with another mirror' 'and not for ever'
add 9 'ERROR: zlib-1.3-r2: BAD signature'
is "$status $(wc -l <"$work/calls")" '1 1' 'a bad signature stays bad'
add 9 'ERROR: unable to select packages:'
is "$status $(wc -l <"$work/calls")$err" '1 1' 'what will not change is not asked for again'
finish
