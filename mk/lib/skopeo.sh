# Sourced by podman.sh and nerdctl.sh: what docker's buildx asks of a registry, by skopeo.
# shellcheck shell=sh disable=SC2034,SC2154

check_skopeo() {
	[ -z "$SCIBIDS_REGISTRY" ] || command -v skopeo >/dev/null 2>&1 || bad skopeo "image-push with ${engine%% *} asks the registry by skopeo: install it"
}
digest_of() { skopeo inspect --format '{{.Digest}}' "docker://$1"; }
copy_by_skopeo() { run skopeo copy --all --quiet "docker://$2" "docker://$1"; } # TO FROM
