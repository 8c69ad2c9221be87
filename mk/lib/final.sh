# Sourced behind toolbox.sh: builds of the image itself.
#   ready_stages FILE                        makes ready what the Dockerfile FILE starts from and does not build itself
#   build_final LOG TARGET FILE OPTION...    as build(), with the image's labels and attestation, into the store or the $repository
# shellcheck shell=sh disable=SC2034,SC2154

# Prints the builder's default platform, or nothing if it does not say.
builds_for() {
	if [ -z "$SCIBIDS_BUILDER" ] && [ -n "$builder" ]; then
		printf '%s\n' "$builder_platform"
	elif [ -n "$builder" ]; then
		$engine buildx inspect "$builder" 2>/dev/null | sed -n 's/^Platforms: *//p' | tr -d ' *' | sed 's/,.*//' | head -n 1
	else
		engine_platform
	fi
}
# An image whose labels and bills of materials describe different files is worse than none.
check_platform() {
	[ -z "$SCIBIDS_PLATFORM" ] || return 0
	locked=$("$helpers/scibids-lock" get "$lock" platform 2>/dev/null) && makes=$(builds_for) || return 0
	case $makes in */*) ;; *) return 0 ;; esac
	case $locked in
	"$makes" | "$makes"/*) ;;
	*) fail 2 "$lock is for $locked, and the builder makes $makes: set SCIBIDS_PLATFORM=$locked to make that, or SCIBIDS_LOCK to a different lock" ;;
	esac
}

ready_stages() {
	check_platform
	check_given_kit
	base_ready build
	take_toolbox "$1"
}

build_final() {
	log=$1 target=$2 dockerfile=$3
	shift 3
	read -r key <"$out/key" && output_of || exit 2
	# shellcheck disable=SC2086
	set -- --label "scibids.key=$key" $attest --target "$target" "$@" $output
	while read -r line; do set -- --label "$line" "$@"; done <"$out/labels"
	# shellcheck disable=SC2086
	build "$log" "$dockerfile" "$SCIBIDS_APP" $stored "$@"
}

# BuildKit runs a scanner image from the engine's store on the finished file system; ours passes on the document that is in it.
attest=''
ready_attester() {
	[ "$SCIBIDS_ATTEST" = 1 ] || return 0
	[ -z "$builder" ] || fail 2 "SCIBIDS_ATTEST: the builder $builder cannot see the engine's store: leave SCIBIDS_BUILDER out, or run make scibids-attach after the push"
	image=scibids:$SCIBIDS_PYTHON-alpine$SCIBIDS_ALPINE-attest
	must_build attest "$fragments/attest.dockerfile" "$out/lock" --build-arg "BASE=$SCIBIDS_BASE" --target attest --tag "$image" --load
	attest="--attest type=sbom,generator=$image"
}
