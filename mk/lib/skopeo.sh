# Sourced by podman.sh and nerdctl.sh: what docker's buildx asks of a registry, by skopeo.
# shellcheck shell=sh disable=SC2034,SC2154

registry_unfit() { ! command -v skopeo >/dev/null 2>&1 && echo "${engine%% *} asks registries by skopeo, which is missing: install it"; }
check_skopeo() {
	[ -z "$SCIBIDS_REGISTRY" ] || ! reason=$(registry_unfit) || bad skopeo "$reason"
}
digest_of() { ! registry_unfit >&2 && skopeo inspect --format '{{.Digest}}' "docker://$1"; }
copy_by_skopeo() { run skopeo copy --all --quiet "docker://$2" "docker://$1"; } # TO FROM
