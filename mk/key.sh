# usage: key.sh OUT MODE
# Writes what determines the image to OUT (Dockerfile, Dockerfile.dockerignore, sources, labels) and the key, a hash of it all.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/labels.sh
. "${0%/*}/lib/labels.sh"

stitch image "$out/Dockerfile" "$lock" && write_labels || exit

# An app's own .dockerignore replaces the default list. A bill of materials beside the lock must not change the key.
ignore=$SCIBIDS_APP/.dockerignore
[ -e "$ignore" ] || ignore=$fragments/default.dockerignore
bill=${name##*/}${_scibids_whole:+-linux-*}
set -- --ignore "$ignore" --rule "$whole" --rule "$bill.spdx.json" --rule "$bill.cdx.json"
# The same holds for advisories that were fetched into the app's directory.
[ -z "$SCIBIDS_ADVISORIES" ] || set -- "$@" --rule "${SCIBIDS_ADVISORIES#"$SCIBIDS_APP"/}"
hash_sources "$lock" || exit
[ ! -s "$out/sources" ] || set -- "$@" --source "$out/sources"
[ "$SCIBIDS_ATTEST" != 1 ] || set -- "$@" --source "$fragments/attest.dockerfile"
helper hash image "$@" "$out" "$SCIBIDS_APP"
