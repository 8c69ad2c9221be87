# Sourced by settings.sh behind docker.sh: what nerdctl does in a different way. What its BuildKit makes is in the store if both use one namespace of containerd.
# shellcheck shell=sh disable=SC2034,SC2154

# shellcheck source=mk/lib/skopeo.sh
. "${0%/*}/lib/skopeo.sh"
engine_platform() { $engine version --format '{{.Client.Os}}/{{.Client.Arch}}' 2>/dev/null; }
engine_version() { $engine info --format '{{.ServerVersion}}' 2>/dev/null; }
engine_facts() {
	$engine info --format 'driver {{.Driver}}
memory {{.MemTotal}}
time {{.SystemTime}}
architecture {{.Architecture}}'
}
store_kind() { echo "containerd, by $driver"; }
check_tools() {
	check_skopeo
	is=$(buildctl debug workers --format '{{range .}}{{index .Labels "org.mobyproject.buildkit.worker.containerd.namespace"}}{{end}}' 2>/dev/null)
	[ "$is" = "${CONTAINERD_NAMESPACE:-default}" ] ||
		bad buildkit "it does not keep images where nerdctl looks: start buildkitd with --oci-worker=false --containerd-worker=true --containerd-worker-namespace=${CONTAINERD_NAMESPACE:-default}"
}
call_builder() { show_build -- $engine build --progress=plain --provenance=false "$@"; }
build_first() { :; }
copy_image() { copy_by_skopeo "$@"; }
joins_images() { false; }
