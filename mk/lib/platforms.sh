# Sourced by settings.sh where SCIBIDS_PLATFORM names several platforms, or one of those that the lock is for. Runs the script once for
# each, as if it were the only one: OUT/linux-arm64 is then its OUT, with settings and a lock of its own. Then joins the results: locks to
# the lock, keys to a key, images to an index. Ends the script.
# shellcheck shell=sh disable=SC2034,SC2154

shift 2
platforms=$(printf '%s\n' "$SCIBIDS_PLATFORM" | tr ',' ' ')
_scibids_whole=$out _scibids_lock=$lock
export _scibids_whole _scibids_lock

directory_of() { of=$out/$(printf '%s' "$1" | tr / -); } # PLATFORM: sets $of
each() { # COMMAND...: for each $platform, with its OUT in $of
	for platform in $platforms; do
		directory_of "$platform"
		"$@" || return
	done
}

check_platforms() {
	seen=' '
	for platform in $platforms; do
		case $seen in *" $platform "*) fail 2 "SCIBIDS_PLATFORM names $platform twice" ;; esac
		printf '%s\n' "$platform" | grep -Eqx 'linux/[a-z0-9]+(/v[0-9]+)?' ||
			fail 2 "SCIBIDS_PLATFORM is '$SCIBIDS_PLATFORM': '$platform' is not a platform such as linux/arm64"
		seen="$seen$platform "
	done
	all=$platforms
	case $platforms in *' '*) return ;; esac
	all=$(helper lock platforms "$lock" | tr '\n' ' ')
	case " $all" in
	' ') exit 2 ;;
	*" $platforms "*) ;;
	*) fail 2 "$lock is for ${all% }, not for $platforms: set SCIBIDS_PLATFORM to all of its platforms, separated by commas" ;;
	esac
}

# Only the joined image gets the tags.
write_settings() {
	[ ! "$of/settings" -nt "$out/settings" ] || return 0
	mkdir -p "$of" || exit 2
	for file in settings.sh settings; do
		case $file in *.sh) quote="'" ;; *) quote='' ;; esac
		quote=$quote platform=$platform section=$of/scibids.lock awk '
			function set(value) { sub(/=.*/, "="); $0 = $0 ENVIRON["quote"] value ENVIRON["quote"] }
			/^SCIBIDS_PLATFORM=/ { set(ENVIRON["platform"]) }
			/^SCIBIDS_LOCK=/ { set(ENVIRON["section"]) }
			/^SCIBIDS_TAGS=/ { set("") }
			{ print }' "$out/$file" >"$of/$file.tmp" && mv "$of/$file.tmp" "$of/$file" || cannot_write "$of/$file"
	done
	# The requirements that make has read are the same for all.
	for file in requirements.yaml context; do
		[ -h "$of/$file" ] || ln -s "../$file" "$of/$file" || exit 2
	done
}

# Takes the platform's part of the lock, if there is one.
take_section() {
	[ -e "$lock" ] || { rm -f "$of/scibids.lock" && return; }
	helper lock select -p "$platform" -o "$of/scibids.lock" "$lock" || { [ $? = 1 ] && rm -f "$of/scibids.lock"; } || exit 2
}

# A platform that the lock does not have keeps the first one's pins as far as they fit. The others prefer the first one's versions.
first=''
lock_one() {
	if [ ! -e "$of/scibids.lock" ]; then
		[ "$SCIBIDS_LOCKED" != 1 ] || fail 3 "$lock: nothing for $platform (SCIBIDS_LOCKED=1): run make lock and commit the lock"
		[ -z "$first" ] || cp "$first" "$of/scibids.lock" || exit 2
	fi
	_scibids_first=$first sh "$0" "$of" "$mode" "$@" || return
	first=${first:-$of/scibids.lock}
}

join_locks() {
	set --
	# If only one of several is made again, the others stay.
	for platform in $all; do
		directory_of "$platform"
		case " $platforms " in *" $platform "*) ;; *) mkdir -p "$of" && take_section || exit 2 ;; esac
		set -- "$@" "$of/scibids.lock"
	done
	helper lock join -o "$out/joint.lock" "$@" >"$out/partings" || exit
	! cmp -s "$out/joint.lock" "$lock" || return 0
	[ "$SCIBIDS_LOCKED" != 1 ] || fail 3 "$lock is not for $SCIBIDS_PLATFORM alone (SCIBIDS_LOCKED=1): run make lock and commit the lock"
	cp "$out/joint.lock" "$lock.tmp" 2>/dev/null && mv "$lock.tmp" "$lock" || cannot_write "$lock"
	say LOCK "$lock for $(printf '%s' "${all% }" | sed 's/ /, /g')"
	while IFS= read -r parting; do say NOTE "$parting"; done <"$out/partings"
}

as_it_is() { sh "$0" "$of" "$mode"; }

add_key() { cat "$of/key" >>"$out/keys"; }
join_keys() {
	: >"$out/keys"
	each add_key || exit 2
	case $platforms in
	*' '*) key=$(helper hash key "$out/keys") || exit 2 ;;
	*) read -r key <"$out/keys" ;;
	esac
	put_line "$out/key" "$key"
}

build_one() {
	case $platforms in *' '*) _scibids_newest=${of##*/} ;; *) _scibids_newest=latest ;; esac
	export _scibids_newest
	as_it_is
}

# The store has the images; only the index that names them is loaded.
describe() {
	read -r part <"$of/key" || exit 2
	described=$($engine image inspect --format "$platform"' {{.Id}} {{.Descriptor.size}} {{.Descriptor.mediaType}}' "$name:$part" 2>/dev/null) || return
	printf '%s\n' "$described" >>"$out/index"
}
index_images() {
	case $platforms in *' '*) ;; *) return 0 ;; esac
	! run $engine tag "$name:$key" "$name:latest" 2>/dev/null || return 0
	: >"$out/index"
	if each describe && helper join -n "$name" -t "$key" -t latest -o "$out/index.tar" "$out/index" &&
		run $engine load --quiet --input "$out/index.tar" >"$out/index.log" 2>&1 && $engine image inspect "$name:$key" >/dev/null 2>&1; then
		say INDEX "$name:$key, $name:latest: $SCIBIDS_PLATFORM"
		return
	fi
	own=$name:$(engine_platform | tr / -) such=$name:${of##*/}
	if run $engine tag "$own" "$name:$key" 2>/dev/null && run $engine tag "$own" "$name:latest"; then
		such="$own, which is also $name:latest"
	fi
	say NOTE "this engine's store holds no image of several platforms: there is one for each, such as $such; image-push joins them"
}

gate_one() { sh "${0%/*}/audit.sh" "$of" "$mode" gate; }
add_pushed() { cat "$of/pushed" >>"$out/parts"; }

push_all() {
	# shellcheck source=mk/lib/registry.sh
	. "${0%/*}/lib/registry.sh"
	check_names
	[ "${1-}" != names ] || exit 0
	# shellcheck source=mk/lib/builder.sh
	. "${0%/*}/lib/builder.sh"
	case $platforms in *' '*) joins_images ;; esac || fail 2 "$engine cannot join images in a registry: set SCIBIDS_PLATFORM to one platform, or SCIBIDS_ENGINE=docker"
	read -r key <"$out/key" || exit 2
	answer=$out/push.log
	rm -f "$out/pushed"
	if digest=$(digest_of "$repository:$key" 2>"$answer"); then
		[ "$SCIBIDS_AUDIT" != 1 ] || each gate_one || exit
		say THERE "$repository:$key"
	else
		is_absent || registry_fails "$repository:$key"
		each as_it_is || exit
		join_locks
		join_keys
		: >"$out/parts"
		each add_pushed || exit 2
		case $platforms in
		*' '*)
			# shellcheck disable=SC2046 # a reference is a word
			copy_image "$repository:$key" $(cat "$out/parts") >"$answer" 2>&1 || registry_fails "$repository:$key"
			say INDEX "$repository:$key: $SCIBIDS_PLATFORM"
			;;
		esac
		digest=$(digest_of "$repository:$key" 2>"$answer") || registry_fails "$repository:$key"
	fi
	tag_pushed "$digest"
}

# The highest status of all
worst=0
run_one() {
	[ "$mode" = quiet ] || printf '  %-8s%s\n' FOR "$platform" >&2
	sh "$0" "$of" "$mode" "$@" || { status=$? && [ "$status" -lt 128 ] || exit "$status"; [ "$status" -le "$worst" ] || worst=$status; }
}

check_platforms
take_turn
each write_settings
each take_section
case ${0##*/} in
lock.sh)
	_scibids_now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
	export _scibids_now
	each lock_one "$@" && join_locks
	;;
key.sh) each as_it_is && join_keys ;;
image.sh) each build_one && join_locks && join_keys && index_images ;;
push.sh) push_all "$@" ;;
*)
	case $platforms in *' '*) ;; *) directory_of "$platforms" && exec sh "$0" "$of" "$mode" "$@" ;; esac
	each run_one "$@"
	exit "$worst"
	;;
esac
exit
