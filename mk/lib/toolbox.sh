# Sourced behind base.sh: the images that stages start from, named by what they are made of.
#   toolbox_of LOCK    stitches them for LOCK, and writes their names to OUT/toolbox and OUT/interpreter
#   has_toolbox        does the store have them?
#   make_toolbox       builds those that it lacks
#   fetch_index        OUT/lock/index: what the Alpine branch has now
#   start_toolbox      before there is a lock: the base image, what its Alpine branch has now, and the toolbox's apks out of that
# shellcheck shell=sh disable=SC2034,SC2154

toolbox_lock=$out/lock/toolbox.lock upgrade='' purpose=lock

# The kit's keys count: what a toolbox trusts is what it was made with.
name_image() { # IMAGE PREFIX FILE...
	image=$1 prefix=$2
	shift 2
	hash=$(helper hash key "$out/$image.dockerfile" "$@") &&
		printf 'scibids:%s-alpine%s-%s%s\n' "$SCIBIDS_PYTHON" "$SCIBIDS_ALPINE" "$prefix" "$hash" >"$out/$image"
}
toolbox_of() {
	[ "$1" = "$toolbox_lock" ] || { mkdir -p "$out/lock" && cp "$1" "$toolbox_lock"; } || return
	set --
	if [ -n "$SCIBIDS_KIT" ]; then
		for public_key in "$SCIBIDS_KIT/apk"/*.rsa.pub; do [ ! -e "$public_key" ] || set -- "$@" "$public_key"; done
	fi
	stitch toolbox "$out/toolbox.dockerfile" "$toolbox_lock" && name_image toolbox '' "$@" &&
		stitch interpreter "$out/interpreter.dockerfile" "$toolbox_lock" && name_image interpreter interpreter-
}

in_store() { # FILE...: with the names of images
	for file; do
		read -r image <"$file" && shift && set -- "$@" "$image" || return
	done
	$engine image inspect "$@" >/dev/null 2>&1
}
has_toolbox() { in_store "$out/toolbox" "$out/interpreter"; }

store_image() { # IMAGE OPTION...
	! in_store "$out/$1" || return 0
	target=$1
	shift
	build "$target" "$out/$target.dockerfile" "$out/lock" "$@" --target "$target" --tag "$image" --load && return
	status=$?
	# The engine refuses a name that another project's make has given at the same moment.
	in_store "$out/$target" || end_build "$target" "$status"
	say NOTE "another make stored $image first: it is the same"
}
make_toolbox() {
	if [ -n "$builder" ] || has_toolbox; then return; fi
	store_image toolbox
	stored toolbox
	# shellcheck disable=SC2086
	store_image interpreter $stored
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

now() { # $now: an option that makes a stage run again each time, and the time that it notes
	now="--build-arg NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ)"
}
fetch_index() {
	base_ready "$purpose"
	rm -rf "$out/lock/index" && mkdir -p "$out/lock" || exit 2
	cat "$fragments/index-base.dockerfile" "$fragments/index.dockerfile" >"$out/index.dockerfile" && now || exit 2
	# shellcheck disable=SC2086
	must_build index "$out/index.dockerfile" "$out/lock" --build-arg "BASE=$SCIBIDS_BASE" $now \
		--target index --output "type=local,dest=$out/lock/index"
}
start_toolbox() {
	fetch_index
	lock_toolbox && toolbox_of "$toolbox_lock" || exit
}
