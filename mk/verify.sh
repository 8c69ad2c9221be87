# usage: verify.sh OUT MODE
# Builds NAME:KEY again without the cache, under a tag of its own, and says whether it is the image in the store; if not,
# scibids-diff says what differs. No other tag is touched.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/all.sh
. "${0%/*}/lib/all.sh"
read -r key <"$out/key" || exit 2
id_of() { $engine image inspect --format '{{.Id}}' "$1" 2>/dev/null; }
stored_id=$(id_of "$name:$key")
[ -n "$stored_id" ] || fail 3 "$name:$key is not in the store: there is nothing to compare with; make image"
take_turn
tag=$name:verify-$$ note=$out/verify.$$ child='' begun=$(date +%s)

# Removes a tag that a killed run has left.
for old in $($engine image ls --format '{{.Tag}}' "$name"); do
	case $old in
	verify-*[!0-9]* | verify-) ;;
	verify-*) kill -0 "${old#verify-}" 2>/dev/null || $engine image rm "$name:$old" >/dev/null 2>&1 ;;
	esac
done

clean() {
	trap '' HUP INT TERM
	[ -z "$child" ] || { kill "$child" 2>/dev/null && wait "$child"; }
	rm -f "$note"
	[ -z "$(id_of "$tag")" ] || $engine image rm "$tag" >/dev/null
	end_turn
}
trap clean EXIT

ready_stages "$out/Dockerfile"
ready_attester
# shellcheck disable=SC2209
via=exec
build_final verify final "$out/Dockerfile" --no-cache --tag "$tag" &
child=$!
wait "$child"
status=$?
child=
[ "$status" = 0 ] || end_build verify "$status"
seconds=$(($(date +%s) - begun))
built=$(id_of "$tag")
row() { printf '  %-10s%s\n' "$1" "$2"; }
row image "$name:$key"
row stored "$stored_id"
row rebuilt "$built"
row layers "$($engine image inspect --format '{{len .RootFS.Layers}}' "$name:$key")"
row seconds "$seconds"
[ "$stored_id" != "$built" ] || { row verdict 'the same image'; exit; }

# image.sh compresses an app's layer differently from the builder: it is compared by its files, and then all but the image's id is the
# same. Layers of a base image keep whatever compression the builder has them in. Neither image is written to disk. A stream that ends
# early is a bad image to scibids-diff, so its status is enough.
compare=-a
[ "$SCIBIDS_FINAL" != base ] || compare=-ac
stream_image "$name:$key" | {
	stream_image "$tag" 3<&- | "$helpers/scibids-diff" "$compare" -d "$out/Dockerfile" -n 'the store,the rebuild' /dev/fd/3 - >"$note"
} 3<&0
status=$?
way=$(awk -F '\t' -v key="$key" '$1 == key { way = $2 } END { print way }' "$out/way" 2>/dev/null)
case $status$way in
0app-layer) row verdict "the same layers and configuration; the app's layer was added without the builder" ;;
0*)
	other='what is attached to them'
	! grep -q ' compressed differently$' "$note" || other='how they are compressed'
	row verdict "the same layers and configuration; $other differs"
	;;
1*) row verdict "$(sed -n '1s/^first difference: /differs: /p' "$note")" && echo && sed 1d "$note" ;;
esac
exit "$status"
