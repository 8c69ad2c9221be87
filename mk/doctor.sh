# usage: doctor.sh OUT MODE [WRONG-SETTING...]
# A line for each thing that a build needs: ok, a note, or what to do. Exit 1 when something is not ok. In the order in which a build
# would meet them: the engine, the machine, the network, the project.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/builder.sh
. "${0%/*}/lib/builder.sh"
# shellcheck source=mk/lib/archive.sh
. "${0%/*}/lib/archive.sh"
# shellcheck source=mk/lib/base.sh
. "${0%/*}/lib/base.sh"
# shellcheck source=mk/lib/branches.sh
. "${0%/*}/lib/branches.sh"
# shellcheck source=mk/lib/machine.sh
. "${0%/*}/lib/machine.sh"
# shellcheck source=mk/lib/memory.sh
. "${0%/*}/lib/memory.sh"
end_turn_at_exit
shift 2
base=$SCIBIDS_BASE kit=$SCIBIDS_KIT ca=$SCIBIDS_CA alpine=$SCIBIDS_ALPINE requirements=$SCIBIDS_REQUIREMENTS
status=0
ok() { printf '  %-14s%-8s%s\n' "$1" ok "$2"; }
note() { printf '  %-14s%-8s%s\n' "$1" note "$2"; }
bad() { printf '  %-14s%-8s%s\n' "$1" '!!' "$2"; status=1; }

check_engine() { # false: none answers
	if ! command -v "${engine%% *}" >/dev/null 2>&1; then
		bad engine "no command '$engine': install docker with buildx, or set SCIBIDS_ENGINE"
		return 1
	fi
	if reason=$(engine_unfit); then
		bad engine "$reason"
		return 1
	fi
	if ! version=$(engine_version) || [ -z "$version" ]; then
		if [ -n "$builder" ]; then
			note engine "$(no_engine): with the builder $builder alone, make lock and image-push work"
		else
			bad engine "$(no_engine): start it, or add yourself to its group"
		fi
		return 1
	fi
	ok engine "$engine $version"
}

check_store() {
	case $driver in
	vfs) bad store "the storage driver vfs copies every layer whole: let the engine use overlay2, or containerd's image store" ;;
	aufs | devicemapper) bad store "the storage driver $driver is no longer maintained: let the engine use overlay2, or containerd's image store" ;;
	*) ok store "$(store_kind)" ;;
	esac
}

check_builder() { # sets $platforms
	known=1
	inspected=$($engine buildx inspect ${SCIBIDS_BUILDER:+"$SCIBIDS_BUILDER"} 2>/dev/null) || known=''
	platforms=$(printf '%s\n' "$inspected" | sed -n 's/^Platforms: *//p' | tr -d ' *' | tr ',' '\n')
	[ -z "$SCIBIDS_BUILDER" ] || if [ -n "$known" ]; then
		ok builder "$SCIBIDS_BUILDER"
	else
		bad builder "no builder '$SCIBIDS_BUILDER': docker buildx create --name $SCIBIDS_BUILDER"
	fi
}

check_platform() {
	[ -n "$platforms" ] || return 0
	for platform in $(printf '%s\n' "$SCIBIDS_PLATFORM" | tr ',' ' '); do
		case $architecture:$platform in
		*:"linux/$architecture") ok platform "$platform, the engine's own" ;;
		*)
			if ! printf '%s\n' "$platforms" | grep -qxF "$platform"; then
				emulator=$(printf '%s\n' "$platform" | awk -F / '{ print $2 }')
				bad platform "the builder cannot run $platform: install qemu-user-static with binfmt support (docker run --privileged --rm tonistiigi/binfmt --install $emulator), or set SCIBIDS_BUILDER to a machine of its kind"
			elif is_native; then
				ok platform "$platform, which the engine's processor runs itself"
			else
				note platform "$platform may be emulated here, and builds from source are then many times slower: a machine of its kind can make it alone (SCIBIDS_PLATFORM=$platform), or be SCIBIDS_BUILDER"
			fi
			;;
		esac
	done
}
is_native() { case $architecture:$platform in amd64:linux/amd64/* | amd64:linux/386 | arm64:linux/arm64/*) ;; *) return 1 ;; esac }

check_memory() {
	[ -n "$memory" ] || return 0
	wanted=0 hungry=''
	while read -r package version needs; do
		[ "${needs:-0}" -le "$wanted" ] || { wanted=$needs hungry=$package==$version; }
	done <<-END
	$(build_memory "$lock")
	END
	if [ "$wanted" -gt "$memory" ]; then
		bad memory "$hungry needs $wanted MB to be built from source, and the engine has $memory MB: give it more"
	else
		ok memory "$memory MB"
	fi
}

check_disk() {
	place=.
	[ ! -d "$root" ] || [ "$(free_in "$root")" -ge "$(free_in .)" ] || place=$root
	free=$(free_in "$place")
	if [ "$free" -ge 2048 ]; then
		ok disk "$free MB free"
	elif [ "$place" = . ]; then
		bad disk "$free MB free: a build wants 2048"
	else
		bad disk "$free MB free in $root, where the engine keeps its images: a build wants 2048: docker builder prune"
	fi
}

check_built() {
	[ -d "$SCIBIDS_BUILT" ] || return 0
	# shellcheck source=mk/lib/store.sh
	. "${0%/*}/lib/store.sh"
	n=$(each_built echo | grep -vc '/new\.') && ok built "$n packages, $(du -sk "$SCIBIDS_BUILT" | awk '{ printf "%.0f", $1 / 1024 }') MB in $SCIBIDS_BUILT: make scibids-clean removes them"
}

check_clock() {
	: >"$out/clock"
	drift=$(seconds_behind "$time")
	if [ "$home/mk/doctor.sh" -nt "$out/clock" ]; then
		bad clock "$(date -u +%Y-%m-%dT%H:%M) is before scibids was written: set the clock, certificates depend on it"
	elif [ "$drift" -gt 60 ] || [ "$drift" -lt -60 ]; then
		bad clock "the engine's differs from this machine's by ${drift#-} s: restart the engine's machine, certificates depend on it"
	else
		ok clock "$(date -u +%Y-%m-%dT%H:%M)"
	fi
	rm -f "$out/clock"
}

check_proxy() {
	given='' inward=''
	for proxy in HTTP_PROXY HTTPS_PROXY http_proxy https_proxy; do
		eval "value=\${$proxy-}"
		[ -z "$value" ] || given="$given $proxy"
		case ${value#*@} in
		localhost* | *//localhost* | 127.* | *//127.* | *'[::1]'*) inward="$inward $proxy" ;;
		esac
	done
	if [ -n "$inward" ]; then
		bad proxy "${inward# }: in a build this address is the build itself: name one of this machine that builds can reach"
	elif [ -n "$given" ]; then
		ok proxy "builds get${given}"
	fi
}

check_base() { # sets $there
	there=''
	if $engine image inspect "$base" >/dev/null 2>&1; then
		there=1
		ok base "$base, in the store"
	elif [ -n "$kit" ]; then
		archive=$(archives '*.tar*')
		if [ -n "$archive" ]; then ok base "$base, in the kit"; else bad base "$kit/images has no archive of $base: add one, or set SCIBIDS_BASE"; fi
	else
		ok base "$base, to be pulled"
		{ tr -d ' \t\n' <"${DOCKER_CONFIG:-${HOME-}/.docker}/config.json"; } 2>/dev/null | grep -q '"auths":{"\|"credsStore"\|"credHelpers"' ||
			note pulls "without a login, and registries limit how many an address may make: docker login, or SCIBIDS_KIT"
	fi
	if base_moved; then note base "$moved"; fi
}

# Names and a mirror, as a build sees them. A base image that is not there yet would have to be pulled first.
check_network() {
	[ -z "$kit" ] && [ -n "$there" ] && [ -z "$SCIBIDS_BUILDER" ] || return 0
	if network_answers; then ok network "$reached"; else bad network "in a build, $reached"; fi
}

check_kit() {
	if [ -z "$kit" ]; then
		ok kit 'none: images, apks and packages come from the network'
	elif [ -n "$(find "$kit/apk/v$alpine" -name APKINDEX.tar.gz 2>/dev/null)" ] && [ -n "$(find "$kit/apk" -maxdepth 1 -name '*.rsa.pub')" ]; then
		ok kit "$kit, apks of Alpine $alpine"
	elif [ -d "$kit/apk" ]; then
		bad kit "$kit/apk has no v$alpine with an APKINDEX.tar.gz, or no *.rsa.pub key"
	else
		bad kit "$kit has no apk directory"
	fi
}

# A kit and a bundle that are not there have lines of their own.
check_settings() { # WRONG...
	for wrong; do
		case $wrong in SCIBIDS_KIT*directory | SCIBIDS_CA*file) ;; *) bad settings "$wrong" ;; esac
	done
}

check_project() {
	over=$(branches_over)
	if [ -z "$over" ]; then ok branches "Alpine $alpine and Python $SCIBIDS_PYTHON get fixes"; else note branches "$(printf '%s\n' "$over" | paste -sd ';' - | sed 's/;/; /')"; fi
	if [ -z "$ca" ]; then
		ok CA "the base image's own"
	elif [ -r "$ca" ] && grep -q 'BEGIN CERTIFICATE' "$ca"; then
		ok CA "$ca, $(grep -c 'BEGIN CERTIFICATE' "$ca") certificates"
	else
		bad CA "$ca is not a readable bundle of certificates: set SCIBIDS_CA"
	fi
	if [ -n "$requirements" ] && [ -r "$requirements" ]; then
		ok requirements "$requirements"
	else
		bad requirements "${requirements:-none}: write requirements.txt, pyproject.toml or pylock.toml"
	fi
	idle=$(idle_targets)
	[ -z "$idle" ] || bad targets "$idle: .PHONY without a recipe, so make does nothing for it: take it out of .PHONY, or require scibids-${idle##* } in a rule"
}

if check_engine; then
	read_machine
	check_store
else
	driver='' containerd='' memory='' root='' time='' architecture=''
fi
check_tools
check_builder
check_platform
check_memory
check_disk
check_built
check_clock
check_proxy
check_base
check_network
check_kit
check_settings "$@"
check_project
exit $status
