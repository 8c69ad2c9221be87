# usage: sbom.sh OUT MODE
# Writes the image's bills of materials to files beside the lock, and lists the files in it that no package claims.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
end_turn_at_exit
read -r key <"$out/key" || exit 2
lock=${_scibids_lock:-$lock}
case $lock in */*) beside=${lock%/*}/ ;; *) beside=./ ;; esac
stream_image "$name:$key" | helper sbom --records --write "$beside${name##*/}$suffix" -
