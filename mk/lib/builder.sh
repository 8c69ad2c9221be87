# Sourced behind settings.sh: every build goes through build(), which adds what all of them need.
#   build LOG DOCKERFILE CONTEXT OPTION...  all that the builder says goes to OUT/LOG.log, a line for each stage to the terminal; when
#                                           each stage ran goes to OUT/LOG.yaml (helpers/lib/buildlog/times.h)
#   must_build ...                          the same; a failure is explained and ends the script
# shellcheck shell=sh disable=SC2034,SC2154

# shellcheck source=mk/lib/memory.sh
. "${0%/*}/lib/memory.sh"

# Sets $builder: SCIBIDS_BUILDER, or the current builder if it is not docker's own. Such a builder cannot see the engine's store. It is
# looked up once, and only if the user has selected one, together with $builder_platform, which a builder that was never started hides.
find_builder() {
	builder=$SCIBIDS_BUILDER current='' asked='' builder_platform=''
	[ -z "$builder" ] || return 0
	directory=${BUILDX_CONFIG:-${DOCKER_CONFIG:-${HOME-}/.docker}/buildx}
	[ ! -r "$directory/current" ] || read -r current <"$directory/current" || :
	case $current in *'"Name":""'*) current='' ;; esac
	current=${BUILDX_BUILDER-}$current
	[ -n "$current" ] || return 0
	[ ! -r "$out/builder" ] || { read -r asked && read -r builder && read -r builder_platform; } <"$out/builder" || :
	[ "$asked" != "$current" ] || return 0
	read -r driver builder builder_platform <<-END
	$($engine buildx inspect 2>/dev/null | awk '$1 == "Name:" && !name { name = $2 } $1 == "Driver:" { driver = $2 }
		$1 == "Platforms:" && !platform { sub(/[*,].*/, "", $2); platform = $2 } END { print driver, name, platform }')
	END
	case $driver in
	'') return ;;
	docker) builder='' ;;
	esac
	put_line "$out/builder" "$current$newline$builder$newline$builder_platform"
}
find_builder

# Fills OUT/mirror with the part of the kit's mirror that a stage needs to add the locked apks: keys, indexes and those apks. A builder that
# does not have a named context yet is sent all of it. Compilers and headers, whose dependencies the lock does not name, come from the whole
# mirror.
lock_mirror() { # DOCKERFILE
	rm -rf "$out/mirror" && mkdir -p "$out/mirror" || return
	locked=$(sed -n 's/^\([A-Za-z0-9][A-Za-z0-9._+-]*\)=\([^ ]*\) Q1[^ ]*$/\1-\2.apk/p' "$1")
	# While a lock is being made, those of the last one: the builder may still have them.
	[ -n "$locked" ] || [ ! -r "$lock" ] || locked=$(awk '/^[a-z]/ { on = /^runtime:/ } on && /^  [^ ]/ { sub(/:.*/, "", $1); name = $1 }
		on && $1 == "version:" { gsub(/"/, "", $2); print name "-" $2 ".apk" }' "$lock")
	# All directories are copied, so that a mirror without an index does not fall back to the network.
	(cd "$SCIBIDS_KIT/apk" && find . -type d) | (cd "$out/mirror" && while IFS= read -r folder; do mkdir -p "$folder" || exit; done) &&
		(cd "$SCIBIDS_KIT/apk" && find . -type f) | locked=$locked awk '
			BEGIN { n = split(ENVIRON["locked"], names, "\n"); while (n > 0) wanted[names[n--]] }
			{ name = $0; sub(/.*\//, "", name) }
			name == "APKINDEX.tar.gz" || name ~ /\.rsa\.pub$/ || name in wanted' |
		(cd "$SCIBIDS_KIT/apk" && tar -cf - -T -) | tar -xf - -C "$out/mirror"
}

# buildx sends the name of the directory $context to a builder other than docker's own in a header that must be ASCII: a link has such a name.
plain_context() {
	[ -n "$builder" ] || return 0
	directory=$(cd "$context" && pwd) || return
	case ${directory##*/} in
	*[!A-Za-z0-9._-]*) rm -f "$out/app-link" && ln -s "$directory" "$out/app-link" && context=$out/app-link ;;
	esac
}

# One reference holds the stages of one platform.
cache_of() { # REFERENCE, or buildx's text: sets $cache
	cache=$1
	[ -n "${_scibids_whole-}" ] || return 0
	case $1 in
	type=*) ;;
	*) case ${1##*/} in *:*) cache=$1-${out##*/} ;; *) cache=$1:${out##*/} ;; esac ;;
	esac
}

build() {
	log=$1 dockerfile=$2 context=$3 secrets=''
	shift 3
	plain_context || return
	set -- "$@" -f "$dockerfile" "$context"
	# Environment variables that the requirements use, and their index options.
	if [ -r "$out/context/secrets" ]; then
		read -r secrets <"$out/context/secrets" || :
		# shellcheck disable=SC2086 # options, without blanks in them
		set -- $secrets --secret "id=index-options,src=$out/context/options" "$@"
	fi
	if grep -q '^FROM scratch AS project$' "$dockerfile"; then
		gather_sources "${sources_lock-$lock}" || exit
		set -- --build-context "project=$out/project" "$@"
	fi
	if grep -q '^FROM toolbox AS build-' "$dockerfile"; then
		# How much memory a build needs decides when it begins. It is a secret because those are in no key.
		build_memory "${sources_lock-$lock}" | awk '{ print $1, $3 }' >"$out/memory"
		set -- --secret "id=memory,src=$out/memory" "$@"
	fi
	set -- --build-context "scibids=$fragments/scripts" "$@"
	[ -z "${_scibids_index_url-}" ] || set -- --secret id=index,env=_scibids_index_url "$@"
	[ -z "$SCIBIDS_NETRC" ] || set -- --secret "id=netrc,src=$SCIBIDS_NETRC" "$@"
	[ -z "$SCIBIDS_CA" ] || set -- --secret "id=ca,src=$SCIBIDS_CA" "$@"
	[ -z "$SCIBIDS_KIT" ] || [ ! -e "$SCIBIDS_KIT/wheels" ] || set -- --build-context "local-wheels=$SCIBIDS_KIT/wheels" "$@"
	if [ -n "$SCIBIDS_KIT" ] && [ -e "$SCIBIDS_KIT/apk" ]; then
		lock_mirror "$dockerfile" || fail 2 "cannot copy the lock's apks out of $SCIBIDS_KIT/apk to $out/mirror"
		set -- --build-context "mirror=$SCIBIDS_KIT/apk" --build-context "locked-mirror=$out/mirror" "$@"
	fi
	[ -z "$builder" ] || [ -z "$SCIBIDS_KIT" ] || set -- --build-context "base=oci-layout://$out/base-image@$(cat "$out/base-digest")" "$@"
	# Every builder knows these arguments, and they are in no layer and no key. The values, which may hold a login, stay in the environment.
	for proxy in HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy; do
		eval "[ -z \"\${$proxy-}\" ]" || set -- --build-arg "$proxy" "$@"
	done
	set -f
	for cache in $SCIBIDS_CACHE; do cache_of "$cache" && set -- --cache-from "$cache" "$@"; done
	set +f
	[ -z "$SCIBIDS_PLATFORM" ] || set -- --platform "$SCIBIDS_PLATFORM" "$@"
	[ -z "$builder" ] || set -- --builder "$builder" "$@"
	call_builder "$@"
}
show_build() { # [--buildah] -- COMMAND...
	case $mode in quiet) shown=--quiet ;; verbose) shown=--raw ;; *) shown='' ;; esac
	# shellcheck disable=SC2086 # the engine may have options of its own
	run $via "$helpers/scibids-progress" --log "$out/$log.log" --summary "$out/$log.yaml" $shown \
		--past "$out/$log.yaml" --past "$out/needs.yaml" --past "$out/image.yaml" \
		${SCIBIDS_RECORDS:+--records "$SCIBIDS_RECORDS"} --records "$fragments/packages" \
		--verb installer=UV --verb toolbox=TOOLBOX --verb build-=BUILD --verb wheel-=INSTALL --verb wheels-=INSTALL \
		--verb interpreter=STRIP --verb rootfs=ROOTFS --verb proof=PROVE --verb sbom=SBOM --verb app=APP --verb resolver=RESOLVE \
		--verb busybox=BUSYBOX --verb needs=NEEDS --verb facts=INDEX --verb kit-=FETCH \
		--hint 'build-=what its build lacks goes into a record: set SCIBIDS_RECORDS=DIR and write to DIR/*.yaml: build: [APK, ...]' \
		"$@"
}

via='' # `exec` where a signal must reach the builder

must_build() { build "$@" || end_build "$log" $?; }
end_build() { # LOG STATUS: says in one line what may help, and ends the script
	[ "$2" -ge 128 ] || explain_log --line "$out/$1.log" >&2 2>/dev/null
	exit "$2"
}
# Explains the failure in a build's log.
explain_log() { # [--line] LOG
	for index in "$out/lock/index"/*.tar.gz; do
		[ ! -e "$index" ] || set -- -i "$index" "$@"
	done
	[ -z "$SCIBIDS_KIT" ] || [ ! -d "$SCIBIDS_KIT/apk" ] || set -- -c "$SCIBIDS_KIT/apk" "$@"
	set -- -a "$SCIBIDS_ALPINE" -t "$fragments/headers.tsv" ${SCIBIDS_RECORDS:+-r "$SCIBIDS_RECORDS"} -r "$fragments/packages" "$@"
	"$helpers/scibids-why" log "$@"
}
