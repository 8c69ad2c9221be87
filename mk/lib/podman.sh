# Sourced by settings.sh behind docker.sh: what podman does in a different way. It builds with buildah and stores layers unpacked.
# shellcheck shell=sh disable=SC2034,SC2154

# shellcheck source=mk/lib/skopeo.sh
. "${0%/*}/lib/skopeo.sh"

engine_too_old() {
	version=$($engine version --format '{{.Client.Version}}' 2>/dev/null) || return 1
	case $version in
	[0-4].*) echo "podman $version is too old: install podman 5 or later, or set SCIBIDS_ENGINE" ;;
	*) return 1 ;;
	esac
}
engine_unfit() { engine_too_old; }
check_tools() { check_skopeo; }
store_kind() { echo "${driver:-containers-storage}"; }
# A name is that of one image, for one platform.
store_lacks() { [ "$($engine image inspect --format '{{.Os}}/{{.Architecture}}' "$2" 2>/dev/null)" != "$1" ]; }
engine_platform() { $engine version --format '{{.Client.OsArch}}' 2>/dev/null; }

# Buildah writes its steps to stdout.
call_builder() { show_build --buildah -- sh -c 'exec "$@" >&2' sh $engine build "$@"; }
build_first() { :; }
to_store=--load
# Compressed when it is pushed
output_of() { epoch=$("$helpers/scibids-lock" get "$lock" epoch) && output="--source-date-epoch $epoch --rewrite-timestamp"; }
# Its history gives rounded sizes.
sizes_in_store() { echo "$size $size"; }

# The archive that podman writes by default cannot be streamed.
stream_image() { run $engine save --quiet --format oci-archive "$1"; }
save_image() { $engine save --quiet --format oci-archive --output "$2" "$1"; }
push_image() { run $engine push --quiet --compression-format "$SCIBIDS_COMPRESSION" --force-compression "$1"; }
# Skopeo copies images, and joins none.
copy_image() {
	[ $# -gt 2 ] || { copy_by_skopeo "$@"; return; }
	named=$1 list=scibids-index-$$
	shift
	for from; do set -- "$@" "docker://$from" && shift; done
	run $engine manifest create "$list" "$@" && run $engine manifest push --quiet --all --format oci "$list" "docker://$named"
	status=$?
	$engine manifest rm "$list"
	return "$status"
}
joins_images() { :; }
exports_stages() { false; }
