# usage: advisories.sh HELPER OUT SOURCE [anew]
# Compiles SOURCE into OUT when OUT is missing, of another source or older than something in it; with `anew` always.
set -eu
helper=$1 out=$2 source=$3 anew=${4-}
[ -n "$source" ] || {
	echo 'scibids: no advisories: fetch them with mk/fetch-advisories.sh, then set SCIBIDS_ADVISORIES' >&2
	exit 3
}
[ -e "$source" ] || { echo "scibids: no advisories in $source: set SCIBIDS_ADVISORIES" >&2; exit 3; }
if [ -z "$anew" ] && [ -e "$out" ] && [ "$(cat "$out.source" 2>/dev/null)" = "$source" ] && [ "$out" -nt "$helper" ] &&
	[ -z "$(find "$source" -newer "$out" | head -n 1)" ]; then
	exit 0
fi
mkdir -p "${out%/*}"
"$helper" -o "$out" "$source"
# The same content is not written again: the file is nevertheless of now.
touch "$out"
printf '%s\n' "$source" >"$out.source"
