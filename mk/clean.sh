# usage: clean.sh OUT MODE [built]
# Removes this project's images and everything generated; or what is kept of packages that any project has built.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
if [ "${3-}" = built ]; then
	# shellcheck source=mk/lib/store.sh
	. "${0%/*}/lib/store.sh"
	[ -n "$SCIBIDS_BUILT" ] || exit 0
	each_built run rm -rf
	exit
fi
take_turn
# Podman lists all names of an image that has this one.
listed=$($engine image ls --filter dangling=false --filter "reference=$name" --format '{{.Repository}}:{{.Tag}}' 2>/dev/null) ||
	[ -n "$SCIBIDS_BUILDER" ] || fail 2 "$(no_engine): start it, or set SCIBIDS_ENGINE"
images=''
for image in $listed; do
	case $image in "$name":* | "localhost/$name":*) images="$images $image" ;; esac
done
# shellcheck disable=SC2086 # names of images hold no blanks
[ -z "$images" ] || run $engine image rm --force $images >/dev/null || exit
run rm -rf "$out"
