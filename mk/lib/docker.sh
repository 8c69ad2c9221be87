# Sourced by settings.sh: what docker does in a way of its own; podman.sh and nerdctl.sh then put theirs in its place.
#   engine_too_old            prints why this version does not serve, if it does not
#   engine_unfit              prints anything that is wrong with the command, for scibids-doctor
#   engine_version            prints it, if an engine answers
#   engine_facts              prints what scibids-doctor reads: driver, memory in bytes, root, time, architecture, status of the driver
#   check_tools, store_kind   what else scibids-doctor looks at
#   engine_platform           prints the platform that the engine builds for
#   store_lacks PLATFORM IMAGE  is the image in the store for other platforms alone?
#   call_builder OPTION...    through show_build of builder.sh; docker leaves the build's id in OUT/LOG.json
#   $to_store                 option that puts what is built into the store
#   build_first IMAGE         a build that does nothing but use it
#   output_of                 $output: options for the image with the lock's epoch, and $epoch
#   sizes_in_store            prints the unpacked size of NAME:KEY, and that size without the top layer
#   stream_image IMAGE        writes it to stdout as an archive that the helpers read; save_image IMAGE FILE
#   push_image REFERENCE
#   registry_unfit            prints why no registry can be asked, if a program is missing
#   digest_of REFERENCE       prints the digest that a registry has for it: an index's own, not that of an image in it
#   copy_image TO FROM...     in a registry; the digest of one stays the same
#   joins_images              does copy_image make an index of several?
#   exports_stages            can its builder write single stages, to a registry or a directory?
# shellcheck shell=sh disable=SC2034,SC2154

engine_too_old() { return 1; }
engine_unfit() {
	case $($engine --version 2>/dev/null) in
	*[Pp]odman*) echo "'$engine' is podman by another name: set SCIBIDS_ENGINE=podman" ;;
	*) return 1 ;;
	esac
}
engine_version() { $engine version --format '{{.Server.Version}}' 2>/dev/null; }
engine_facts() {
	$engine info --format 'driver {{.Driver}}
memory {{.MemTotal}}
root {{.DockerRootDir}}
time {{.SystemTime}}
architecture {{.Architecture}}
{{range .DriverStatus}}{{println .}}{{end}}'
}
check_tools() {
	if ! buildx=$($engine buildx version 2>/dev/null); then
		bad buildx "'$engine buildx' is missing: install docker-buildx"
		return
	fi
	buildx=$(printf '%s\n' "$buildx" | awk 'NR == 1 { print $2 }')
	if is_older "$buildx" 0 10; then
		bad buildx "$buildx is too old: install 0.10 or later"
	elif [ -n "$SCIBIDS_REGISTRY" ] && is_older "$buildx" 0 15; then
		bad buildx "$buildx is too old for image-push: install 0.15 or later"
	else
		ok buildx "$buildx"
	fi
}
store_kind() {
	if [ "$containerd" = 1 ]; then echo containerd; else echo 'classic: base images have no digest; the containerd image store has'; fi
}
engine_platform() { $engine version --format '{{.Server.Os}}/{{.Server.Arch}}' 2>/dev/null; }
store_lacks() {
	case $($engine image inspect --platform "$1" "$2" 2>&1 >/dev/null) in *'not provide the specified platform'*) ;; *) return 1 ;; esac
}

# Of what buildx writes to its metadata file only the build's id is read.
export BUILDX_METADATA_PROVENANCE=disabled
call_builder() { show_build -- $engine buildx build --progress=plain --provenance=false --metadata-file "$out/$log.json" "$@"; }
# Without a compression named, layers are compressed by gzip, which takes longer than all else here.
to_store="--output type=image,compression=$SCIBIDS_COMPRESSION"
# While the build that first uses an image goes on, the builder does not find what other builds put on that image (moby/buildkit#6954): of
# two makes at once each would install its packages twice.
build_first() { printf 'FROM %s\n' "$1" | $engine buildx build --output type=cacheonly - >/dev/null 2>&1 || :; }
# Forces one compression: the image's id must not depend on how the builder has compressed a layer before. Given to the exporter only,
# the time would not replace earlier times of cached steps, so it is also a build argument.
output_of() {
	epoch=$("$helpers/scibids-lock" get "$lock" epoch) || return
	output=type=image
	if [ -n "$repository" ]; then output=$output,push=true; elif [ -n "$builder" ]; then output=type=docker; fi
	output=$output,compression=$SCIBIDS_COMPRESSION
	[ "$SCIBIDS_FINAL" = base ] || output=$output,force-compression=true
	output="--output $output,oci-mediatypes=true,source-date-epoch=$epoch --build-arg SOURCE_DATE_EPOCH=$epoch"
}
sizes_in_store() {
	$engine history --human=false --format '{{.Size}}' "$name:$key" | awk '!app && $1 { app = $1 } { n += $1 } END { print n + 0, n - app }'
}

stream_image() { run $engine save "$1"; }
save_image() { $engine save --output "$2" "$1"; }
push_image() { run $engine push --quiet "$1"; }
registry_unfit() { return 1; }
digest_of() {
	$engine buildx imagetools inspect ${builder:+--builder "$builder"} --format '{{json .Manifest}}' "$1" |
		tr -d ' \n' | sed -n 's/^[^[]*"digest":"\(sha256:[0-9a-f]*\)".*/\1/p' | grep .
}
copy_image() {
	named=$1
	shift
	run $engine buildx imagetools create ${builder:+--builder "$builder"} --prefer-index=false --tag "$named" "$@"
}
joins_images() { :; }
exports_stages() { :; }
