# Sourced behind final.sh and registry.sh: stages that take long or need a mirror, kept in SCIBIDS_REGISTRY/scibids-store under a hash of
# all that they are made from: the toolbox, the root file system, packages that are built.
#   find_kept DOCKERFILE    $from_registry: options with which those that the registry has take their stages' places; $lacking: the others
#   kept_failed LOG         did the build fail for what the registry gave?
#   keep_stages DOCKERFILE  pushes what the registry lacks
# shellcheck shell=sh disable=SC2034,SC2154

from_registry='' lacking=''

# Ends with 1 where the registry cannot be asked: a build goes on without it.
find_stage() { # STAGE HASH
	if digest=$(digest_of "$store:$2" 2>"$answer"); then
		from_registry="$from_registry --build-context $1=docker-image://$store@$digest"
		say STORED "$1"
	elif is_absent; then
		lacking="$lacking $1=$2"
	else
		reason=$(grep . "$answer" | tail -n 1)
		echo "scibids: note: $store cannot be asked: ${reason#ERROR: }: the build goes on without it" >&2
		from_registry='' lacking=''
		return 1
	fi
}

find_kept() {
	from_registry='' lacking='' toolbox='' answer=$out/store.log store=$SCIBIDS_REGISTRY/scibids-store
	[ -n "$SCIBIDS_REGISTRY" ] && pushes_stages || return 0
	check_registry
	platform=$(helper lock get "$lock" platform) && helper hash stages "$platform" "$1" >"$out/stages" || exit 2
	while read -r stage hash <&3; do
		case $stage in
		toolbox) toolbox=$hash ;;
		*) find_stage "$stage" "$hash" || return 0 ;;
		esac
	done 3<"$out/stages"
	# Nobody asks for it where all that it builds is there, nor where it is in the engine's own store.
	case $lacking in *' build-'*) [ -z "$toolbox" ] || find_stage toolbox "$toolbox" || : ;; esac
	[ -z "$stored" ] || from_registry=$(printf '%s' "$from_registry" | sed 's/ --build-context toolbox=[^ ]*//')
}

kept_failed() {
	[ -n "$from_registry" ] && grep -qE 'ERROR: .*(unexpected commit digest|httpReadSeeker|could not fetch content descriptor|scibids-store)' "$1"
}

# What other stages take of a stage, and no more: the toolbox and a base image are taken as they are.
write_kept_stages() { # DOCKERFILE
	cat "$1" && for stage in $lacking; do
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

keep_stages() {
	find_kept "$1"
	[ -n "$lacking" ] || return 0
	write_kept_stages "$1" >"$out/store.dockerfile" && cp "$out/Dockerfile.dockerignore" "$out/store.dockerfile.dockerignore" || return
	output_of || return
	for stage in $lacking; do
		hash=${stage#*=} stage=${stage%=*} target=kept-${stage%=*}
		grep -q "^FROM scratch AS $target\$" "$out/store.dockerfile" || target=$stage
		# shellcheck disable=SC2086
		build store "$out/store.dockerfile" "$SCIBIDS_APP" $stored $from_registry --target "$target" --build-arg "SOURCE_DATE_EPOCH=$epoch" \
			--output "type=image,name=$store:$hash,push=true,store=false,compression=zstd,oci-mediatypes=true" ||
			{ echo "scibids: note: $store did not take $stage: the next machine makes it itself" >&2 && return 0; }
		say KEEP "$stage"
	done
}
