# usage: clean.sh OUT MODE
# Removes this project's images and everything generated.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
take_turn
images=$($engine image ls --filter dangling=false --format '{{.Repository}}:{{.Tag}}' "$name") || exit
# shellcheck disable=SC2086 # names of images hold no blanks
[ -z "$images" ] || run $engine image rm --force $images >/dev/null || exit
run rm -rf "$out"
