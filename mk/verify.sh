# usage: verify.sh ENGINE NAME OUT look | compare DIFF FLAG BUILD
# look     is NAME:KEY in the store?
# compare  builds by BUILD, a shell command that gives the image the name $tag and starts with $record what is to be stopped,
#          and says whether NAME:KEY is that image; if not, DIFF says what differs. No other tag is touched.
set -u
engine=$1 name=$2 out=$3 mode=$4
key=$(cat "$out/key")
id() { $engine image inspect --format '{{.Id}}' "$1" 2>/dev/null; }

stored=$(id "$name:$key")
[ -n "$stored" ] || { echo "scibids: $name:$key is not in the store: there is nothing to compare with; make image" >&2; exit 3; }
[ "$mode" = compare ] || exit 0
diff=$5 flag=$6 build=$7
tag=$name:verify-$$ note=$out/verify.$$ child='' begun=$(date +%s)
# shellcheck disable=SC2016,SC2034 # the build evaluates it
record="sh $out/verify.$$.sh"
printf 'echo $$ >%s; exec "$@"\n' "'$note'" >"$note.sh"

# A tag that a killed run has left goes with the next one.
for old in $($engine image ls --format '{{.Tag}}' "$name"); do
	case $old in
	verify-*[!0-9]* | verify-) ;;
	verify-*) kill -0 "${old#verify-}" 2>/dev/null || $engine image rm "$name:$old" >/dev/null 2>&1 ;;
	esac
done

clean() {
	trap '' HUP INT TERM
	[ -z "$child" ] || {
		[ ! -s "$note" ] || kill "$(cat "$note")" 2>/dev/null
		wait "$child"
	}
	rm -f "$note" "$note.sh" "$note.txt"
	[ -z "$(id "$tag")" ] || $engine image rm "$tag" >/dev/null
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

eval "$build" &
child=$!
wait "$child"
status=$?
child=
[ "$status" = 0 ] || exit "$status"
seconds=$(($(date +%s) - begun))
built=$(id "$tag")
row() { printf '  %-10s%s\n' "$1" "$2"; }
row image "$name:$key"
row stored "$stored"
row rebuilt "$built"
row layers "$($engine image inspect --format '{{len .RootFS.Layers}}' "$name:$key")"
row seconds "$seconds"
[ "$stored" != "$built" ] || { row verdict 'the same image'; exit; }

# An app's layer that image.sh added is compressed otherwise than the builder's: its files count, so that all but the image's id is
# the same. Neither image touches the disk. One that ends early is a bad one to who reads it: the last status is enough.
$engine save "$name:$key" | {
	$engine save "$tag" 3<&- | "$diff" "$flag" -d "$out/Dockerfile" -n 'the store,the rebuild' /dev/fd/3 - >"$note.txt"
} 3<&0
status=$?
way=$(awk -F '\t' -v key="$key" '$1 == key { way = $2 } END { print way }' "$out/way" 2>/dev/null)
case $status$way in
0app-layer) row verdict "the same layers and configuration; the app's layer was added without the builder" ;;
0*)
	other='what is attached to them'
	! grep -q ' otherwise$' "$note.txt" || other='how they are compressed'
	row verdict "the same layers and configuration; $other differs"
	;;
1*) row verdict "$(sed -n '1s/^first difference: /differs: /p' "$note.txt")" && echo && sed 1d "$note.txt" ;;
esac
exit "$status"
