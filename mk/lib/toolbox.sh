# Sourced behind base.sh: the toolbox, which source builds start from, named by what it is made of.
#   toolbox_of LOCK        stitches it for LOCK, and writes its name to OUT/toolbox
#   take_toolbox FILE      $stored: the option with which the store's toolbox takes the place of the stage in the Dockerfile FILE; empty
#                          where FILE has no such stage, or the store no toolbox
#   make_toolbox           builds it, if the store lacks it
#   fetch_index            OUT/lock/index: what the Alpine branch has now
#   start_toolbox          without a lock: the base image, and the toolbox's apks as its Alpine branch has them now
# shellcheck shell=sh disable=SC2034,SC2154

toolbox_lock=$out/lock/toolbox.lock upgrade='' purpose=lock stored=''

# The kit's keys are part of the name: a toolbox trusts only the keys that it was made with.
toolbox_of() {
	[ "$1" = "$toolbox_lock" ] || { mkdir -p "$out/lock" && cp "$1" "$toolbox_lock"; } || return
	set --
	# Where one base image is for all platforms, so is the Dockerfile.
	[ -z "$SCIBIDS_PLATFORM" ] || { put_line "$out/platform" "$SCIBIDS_PLATFORM" && set -- "$out/platform"; }
	if [ -n "$SCIBIDS_KIT" ]; then
		for public_key in "$SCIBIDS_KIT/apk"/*.rsa.pub; do [ ! -e "$public_key" ] || set -- "$@" "$public_key"; done
	fi
	stitch toolbox "$out/toolbox.dockerfile" "$toolbox_lock" && hash=$(helper hash key "$out/toolbox.dockerfile" "$@") &&
		put_line "$out/toolbox" "scibids:$SCIBIDS_PYTHON-alpine$SCIBIDS_ALPINE-$hash"
}

has_toolbox() { read -r image <"$out/toolbox" && $engine image inspect "$image" >/dev/null 2>&1; }

# A build argument: for a --build-context docker-image:// the builder asks a registry first, even if the store has the image.
take_toolbox() {
	stored=''
	[ -z "$builder" ] && grep -q '^FROM ${TOOLBOX} ' "$1" || return 0
	toolbox_of "$lock_to_build" || exit
	# Packages that this project built on the stage are in the builder's cache; on the same toolbox from the store they would be built again.
	! cmp -s "$out/toolbox" "$out/toolbox-stage" || return 0
	if has_toolbox; then stored="--build-arg TOOLBOX=$image"; else cp "$out/toolbox" "$out/toolbox-stage" || exit; fi
}
lock_to_build=$lock

make_toolbox() {
	if [ -n "$builder" ] || has_toolbox; then return; fi
	# shellcheck disable=SC2086 # an option and its value
	build toolbox "$out/toolbox.dockerfile" "$out/lock" --target toolbox --tag "$image" $to_store && cp "$out/toolbox" "$out/toolbox-built" &&
		{ build_first "$image"; return; }
	status=$?
	# The engine refuses a name that a different make gives at the same moment.
	has_toolbox || end_build toolbox "$status"
	say NOTE "another make stored $image first: it is the same"
}

with_indexes() { # HELPER VERB ARGUMENT...: with the indexes of the Alpine branch
	program=$1 verb=$2
	shift 2
	indexes=''
	for index in "$out/lock/index"/*.tar.gz; do
		[ ! -e "$index" ] || indexes="$indexes -i $index"
	done
	# shellcheck disable=SC2086 # OUT holds no blanks
	helper "$program" "$verb" $indexes "$@"
}
lock_toolbox() { # as a lock without packages
	# shellcheck disable=SC2086
	with_indexes lock toolbox -s "$out/settings" -q "$out/requirements.yaml" -f "$out/lock/index/facts.yaml" -b "$SCIBIDS_BASE" \
		-d "$(cat "$out/base-digest")" -l "$lock" $upgrade -o "$toolbox_lock"
}

# Stages that run before there is a lock: they describe the base image and its branch, and resolve.
stitch_first() { # DOCKERFILE
	digest=$(cat "$out/base-digest") && helper stitch -s "$out/settings" -f "$fragments" -t resolution \
		-b "${SCIBIDS_BASE%@*}${digest:+@$digest}" -q "$out/requirements.yaml" -o "$1"
}
now() { # $now: an option that makes a stage run again each time, and the time that it notes
	now="--build-arg NOW=${_scibids_now:-$(date -u +%Y-%m-%dT%H:%M:%SZ)}"
}
fetch_index() {
	base_ready "$purpose"
	rm -rf "$out/lock/index" && mkdir -p "$out/lock" && stitch_first "$out/index.dockerfile" && now || exit 2
	# shellcheck disable=SC2086
	must_build index "$out/index.dockerfile" "$out/lock" $now --target index --output "type=local,dest=$out/lock/index"
}
start_toolbox() {
	fetch_index
	lock_toolbox && toolbox_of "$toolbox_lock" || exit
}
