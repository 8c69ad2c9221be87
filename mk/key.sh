# usage: key.sh OUT MODE
# What the image will be made of, and the key that names it, in OUT: Dockerfile, sources, labels, key and what else `scibids-hash image`
# writes, Dockerfile.dockerignore among it.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/labels.sh
. "${0%/*}/lib/labels.sh"

stitch image "$out/Dockerfile" "$lock" && write_labels || exit

# The default list names what no image should hold; an app's own .dockerignore replaces it. A bill of materials beside the lock must
# not make another image.
ignore=$SCIBIDS_APP/.dockerignore
[ -e "$ignore" ] || ignore=$fragments/default.dockerignore
set -- --ignore "$ignore" --rule "$out" --rule "${name##*/}.spdx.json" --rule "${name##*/}.cdx.json"
# Advisories that are fetched into the app are no part of it.
[ -z "$SCIBIDS_ADVISORIES" ] || set -- "$@" --rule "${SCIBIDS_ADVISORIES#"$SCIBIDS_APP"/}"
hash_sources "$lock" || exit
[ ! -s "$out/sources" ] || set -- "$@" --source "$out/sources"
[ "$SCIBIDS_ATTEST" != 1 ] || set -- "$@" --source "$fragments/attest.dockerfile"
helper hash image "$@" "$out" "$SCIBIDS_APP"
