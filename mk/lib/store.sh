# Sourced behind final.sh and registry.sh: stages that take long or need a mirror, kept under a hash of all that they are made from. The
# directory SCIBIDS_BUILT has packages that are built, SCIBIDS_REGISTRY/scibids-store these, the toolbox and the root file system.
#   find_kept DOCKERFILE [all]  $taken: options with which what is kept takes its stages' places; STAGE=HASH of what is in neither, in
#                               $unkept what the directory can keep, in $lacking what the registry can. `all`: the registry is asked for
#                               what the directory has, too
#   with_kept COMMAND...        a build with $taken, or without where that is not what it says
#   keep_built DOCKERFILE       writes $unkept to the directory
#   keep_stages DOCKERFILE      pushes what the registry lacks
#   each_built COMMAND...       runs it for each directory of SCIBIDS_BUILT that we may remove
# shellcheck shell=sh disable=SC2034,SC2154

taken='' unkept='' lacking='' has_store=''

# Returns 1 if the registry does not have the stage.
find_stage() { # STAGE HASH
	if digest=$(digest_of "$store:$2" 2>"$answer"); then
		case $taken in *" $1="*) ;; *) taken="$taken --build-context $1=docker-image://$store@$digest" && say STORED "$1" ;; esac
		return
	elif is_absent; then
		lacking="$lacking $1=$2"
	else
		reason=$(grep . "$answer" | tail -n 1)
		echo "scibids: note: $store cannot be asked: ${reason#ERROR: }: the build goes on without it" >&2
		taken=$(printf '%s' "$taken" | sed 's| --build-context [^ ]*=docker-image:[^ ]*||g') lacking='' has_store=''
	fi
	return 1
}

# A builder takes no path with blanks or colons.
link_built() {
	mkdir -p "$SCIBIDS_BUILT" 2>/dev/null && directory=$(cd -P "$SCIBIDS_BUILT" && pwd) && rm -f "$out/built" && ln -s "$directory" "$out/built"
}
find_built() { # STAGE HASH
	kept=$out/built/$2
	[ -n "$SCIBIDS_BUILT" ] && [ -d "$SCIBIDS_BUILT/$2" ] && link_built || return
	digest=$(sed -n 's/.*"digest":"\(sha256:[0-9a-f]\{64\}\)".*/\1/p' "$kept/index.json" 2>/dev/null)
	if [ -n "$digest" ] && "$helpers/scibids-kit" verify "$kept" >/dev/null 2>"$out/store.log"; then
		taken="$taken --build-context $1=oci-layout://$kept@$digest"
		touch -c "$kept"
		say STORED "$1"
	else
		echo "scibids: note: $SCIBIDS_BUILT/$2 has changed since $1 was kept: it is removed, and built again" >&2
		rm -rf "$kept" 2>/dev/null
		return 1
	fi
}

find_kept() {
	taken='' unkept='' lacking='' toolbox='' answer=$out/store.log store=$SCIBIDS_REGISTRY/scibids-store has_store=$SCIBIDS_REGISTRY
	[ -n "$SCIBIDS_REGISTRY$SCIBIDS_BUILT" ] && exports_stages || return 0
	[ -z "$SCIBIDS_REGISTRY" ] || check_registry
	platform=$(helper lock get "$lock_to_build" platform) && helper hash stages "$platform" "$1" >"$out/stages" || exit 2
	while read -r stage hash <&3; do
		case $stage in
		toolbox) toolbox=$hash && continue ;;
		build-*) ! find_built "$stage" "$hash" || [ "${2-}" = all ] || continue ;;
		esac
		[ -n "$has_store" ] && find_stage "$stage" "$hash" && continue
		case $taken,$stage in *" $stage="* | *,rootfs) ;; *) unkept="$unkept $stage=$hash" ;; esac
	done 3<"$out/stages"
	# The toolbox is needed only if something is left to build, and only if the engine's own store does not have it.
	case $lacking in *' build-'*) [ -z "$toolbox" ] || find_stage toolbox "$toolbox" || : ;; esac
	[ -z "$stored" ] || taken=$(printf '%s' "$taken" | sed 's/ --build-context toolbox=[^ ]*//')
}

# A failure that is neither a program's nor a full disk's may come from a stage that was taken: builders report that in many ways.
kept_failed() { # LOG STATUS
	[ -n "$taken" ] && [ "$2" -lt 128 ] && awk '/^ERROR: failed to .*solve: / {
		is = !/did not complete successfully|no space left/ && (!/resolve source metadata/ || /scibids-store/) } END { exit !is }' "$1"
}
with_kept() {
	# shellcheck disable=SC2086
	"$@" $taken && return
	status=$?
	kept_failed "$out/$log.log" "$status" || return "$status"
	case $taken in *docker-image:*) gone=$store ;; *) gone=$SCIBIDS_BUILT ;; esac
	echo "scibids: note: $gone does not have what it says: the build goes on without it" >&2
	taken=''
	"$@"
}

# Keeps of a stage only what other stages copy; the toolbox and a base image are kept whole.
write_kept_stages() { # DOCKERFILE STAGE=HASH...
	cat "$1" && shift && for stage; do
		stage=${stage%=*}
		case $stage,$SCIBIDS_FINAL in
		toolbox,* | rootfs,base) continue ;;
		rootfs,*) parts=layer ;;
		*) parts='layer shared trimmed facts' ;;
		esac
		printf '\nFROM scratch AS kept-%s\n' "$stage"
		for part in $parts; do printf 'COPY --from=%s /%s/ /%s/\n' "$stage" "$part" "$part"; done
	done
}
# Exports a stage that was just built and is therefore in the builder's cache.
build_kept() { # DOCKERFILE STAGE OUTPUT
	target=kept-$2
	grep -q "^FROM scratch AS $target\$" "$1" || target=$2
	# shellcheck disable=SC2086
	build store "$1" "$SCIBIDS_APP" $stored $taken --target "$target" --build-arg "SOURCE_DATE_EPOCH=$epoch" \
		--output "$3,compression=zstd,oci-mediatypes=true"
}
ready_kept() { # DOCKERFILE STAGE=HASH...
	write_kept_stages "$@" >"$out/store.dockerfile" && cp "$out/Dockerfile.dockerignore" "$out/store.dockerfile.dockerignore" && output_of
}

keep_stages() {
	find_kept "$1" all
	[ -n "$lacking" ] || return 0
	# shellcheck disable=SC2086
	ready_kept "$1" $lacking || return
	for stage in $lacking; do
		hash=${stage#*=} stage=${stage%=*}
		build_kept "$out/store.dockerfile" "$stage" "type=image,name=$store:$hash,push=true,store=false" ||
			{ echo "scibids: note: $store did not take $stage: the next machine makes it itself" >&2 && return 0; }
		say KEEP "$stage"
	done
}

each_built() {
	for directory in "$SCIBIDS_BUILT"/*; do
		case ${directory##*/} in
		new.*[!0-9]*) ;;
		new.[0-9]*) "$@" "$directory" ;;
		*[!0-9a-f]*) ;;
		*) [ ${#directory} != $((${#SCIBIDS_BUILT} + 65)) ] || "$@" "$directory" ;;
		esac
	done
}
# Removes a package that nobody has taken for a long time, or that a kill has left.
remove_unused() {
	case $1 in */new.*) days=0 ;; *) days=90 ;; esac
	[ -z "$(find "$1" -prune -mtime "+$days")" ] || rm -rf "$1"
}

# If two builds keep the same package, either will do: a directory does not replace another one.
keep_built() {
	[ -n "$unkept" ] && [ -n "$SCIBIDS_BUILT" ] || return 0
	# shellcheck disable=SC2086
	ready_kept "$1" $unkept || return
	new=$out/built/new.$$
	for stage in $unkept; do
		hash=${stage#*=} stage=${stage%=*}
		link_built && rm -rf "$new" && mkdir "$new" && (mode=quiet && build_kept "$out/store.dockerfile" "$stage" "type=oci,tar=false,dest=$new/$hash") &&
			helper kit manifest "$new/$hash" && { mv "$new/$hash" "$out/built/" 2>/dev/null || [ -d "$out/built/$hash" ]; } ||
			{ echo "scibids: note: $SCIBIDS_BUILT did not take $stage: it is built again where the builder's cache is gone" >&2 && break; }
		say KEEP "$stage"
	done
	rm -rf "$new"
	each_built remove_unused
}
