# Sourced behind archive.sh. base_ready build|lock|upgrade makes the base image available to the builder and writes its digest to
# OUT/base-digest (empty if it has none). The image goes into the store, from the kit or by a pull. A builder that cannot see the store gets
# an OCI layout from the kit, or pulls it by the digest that the registry gives when a lock is made. `lock` keeps the lock's digest as long
# as the registry has it; `upgrade` follows a tag that has moved.
# shellcheck shell=sh disable=SC2034,SC2154

digest_in_registry() { digest_of "$base" 2>"$out/base-error"; } # prints it
first_line_to() { head -n 1 2>/dev/null >"$1" || cannot_write "$1"; } # FILE

load_base() {
	find_archive
	say LOAD "$base" >&2
	case $archive in
	*.xz) reason=$({ xz -dc "$archive" | $engine load --quiet; } 2>&1 >/dev/null) || : ;;
	*) reason=$($engine load --quiet --input "$archive" 2>&1 >/dev/null) || : ;;
	esac
	there=$(digests_in_store) || fail 2 "$archive does not load as $base: $(last_line_of "${reason:-it holds no image of that name}")"
}

pull_base() {
	say PULL "$base" >&2
	# A registry that is busy, or limits requests, may answer a moment later.
	for pause in 3 9 0; do
		! reason=$($engine pull --quiet ${SCIBIDS_PLATFORM:+--platform "$SCIBIDS_PLATFORM"} "$base" 2>&1 >/dev/null) || break
		case $reason in *': 429 '* | *[Tt]oo?[Mm]any* | *toomanyrequests* | *': 50'[0-9]' '* | *[Tt]imeout* | *reset* | *EOF*) ;; *) pause=0 ;; esac
		[ "$pause" = 0 ] || { sleep "$pause" && continue; }
		fail 2 "cannot pull $base: $(last_line_of "$reason"): set SCIBIDS_BASE, or SCIBIDS_KIT"
	done
	there=$(digests_in_store)
}

# An archive from docker save is also an OCI layout. Its name is kept, because another SCIBIDS_PYTHON needs another archive.
lay_out_base() {
	layout=$out/base-image of=''
	find_archive
	[ ! -r "$layout/archive" ] || read -r of <"$layout/archive" || :
	if [ "$of" != "$archive" ] || [ -n "$(find "$archive" -newer "$layout/archive")" ]; then
		say LAYOUT "$base" >&2
		rm -rf "$layout" "$layout.part" && mkdir -p "$layout.part"
		case $archive in
		*.xz) xz -dc "$archive" | tar -xf - -C "$layout.part" ;;
		*) tar -xf "$archive" -C "$layout.part" ;;
		esac
		[ -e "$layout.part/index.json" ] || fail 2 "$archive is not an OCI layout: save it with docker 25 or later"
		put_line "$layout.part/archive" "$archive" && mv "$layout.part" "$layout"
	fi
	sed 's/.*"digest": *"\(sha256:[0-9a-f]*\)".*/\1/' "$layout/index.json" | first_line_to "$out/base-digest"
}

# An image for a kind of processor also runs on its later versions.
base_platform() {
	case $SCIBIDS_PLATFORM in linux/a??64/*) printf '%s\n' "${SCIBIDS_PLATFORM%/*}" ;; *) printf '%s\n' "$SCIBIDS_PLATFORM" ;; esac
}

get_base() { if kit_has_images; then load_base; else pull_base; fi; }

# Loads or pulls an image that the store does not have. Of several makes that begin together one does so.
get_first_base() {
	cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}} turn=/dev/null
	if [ -n "$cache" ] && mkdir -p "$cache/scibids" 2>/dev/null && [ -w "$cache/scibids" ]; then
		turn=$cache/scibids/base.turn
		"$helpers/scibids-turn" "$turn" $$ >/dev/null || exit 2
	fi
	there=$(digests_in_store) || { get_base && build_first "$base"; }
	: >"$turn"
}

# Is the store's image for a different platform than the build? The engine is asked for its own only where this machine's is a different one.
is_foreign() {
	[ -z "$SCIBIDS_PLATFORM" ] || { store_lacks "$(base_platform)" "$base"; return; }
	platform=${there%%"$newline"*}
	case $(uname -m):$platform in x86_64:linux/amd64 | aarch64:linux/arm64) return 1 ;; esac
	its=$(engine_platform) && [ "$platform" != "$its" ]
}
# Loads or pulls the image if the store does not have it, or has that of a different machine.
store_base() {
	if ! there=$(digests_in_store); then
		$engine info >/dev/null 2>&1 || fail 2 "$(no_engine): start it, or set SCIBIDS_ENGINE"
		get_first_base
	# Each image of an index is pulled by itself; and archives of several platforms can have one name.
	elif is_foreign; then
		get_base
	elif [ "$1" = upgrade ] && ! kit_has_images && moved=$(digest_in_registry); then
		case $there in *"$moved"*) ;; *) pull_base ;; esac
	elif [ "$1" = build ] && [ -n "$SCIBIDS_KIT" ] && locked_archive; then
		# A different image may have the name in the store.
		case $there in *"$digest"*) ;; *) load_base ;; esac
	fi
	printf '%s\n' "$there" | sed -n 's/.*@//p' | first_line_to "$out/base-digest"
}

# A kit with a list of its files must have everything that the lock needs.
check_given_kit() {
	[ -z "$SCIBIDS_KIT" ] || [ ! -e "$SCIBIDS_KIT/MANIFEST" ] || helper kit check "$SCIBIDS_KIT" "$lock" || exit
}

# Prints the lock's own digest. It holds as long as the registry has it, even if the tag has moved here or there.
locked_digest() {
	[ "$(sed -n 's/^base-image: "\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' "$lock" 2>/dev/null)" = "$base" ] &&
		sed -n 's/^base-digest: \(sha256:[0-9a-f]\{64\}\)$/\1/p' "$lock" | grep .
}
# A kit may have apks and no images.
kit_has_images() { [ -n "$SCIBIDS_KIT" ] && [ -d "$SCIBIDS_KIT/images" ]; }
keep_base() {
	[ "$1" = lock ] && ! kit_has_images && kept=$(locked_digest) && read -r is <"$out/base-digest" && [ "$is" != "$kept" ] || return 0
	case ${there-} in
	*"@$kept"*) ;;
	*)
		answer=$out/base-error
		if ! digest_of "$base@$kept" >/dev/null 2>"$answer" && is_absent; then
			say NOTE "the registry no longer has $base@$kept, which the lock names: the current one is taken"
			return 0
		fi
		;;
	esac
	printf '%s\n' "$kept" >"$out/base-digest"
}

# Does the registry have a different image behind the tag than the lock names? $moved says so.
base_moved() {
	moved='' kept=$(locked_digest) || return
	! kit_has_images && is=$(digest_in_registry) && [ "$is" != "$kept" ] || return
	moved="$base has moved in the registry: $(short "$kept") -> $(short "$is"): make lock-upgrade PKG=base follows it"
}
short() { printf '%.19s' "$1"; }

base_ready() {
	base_for=$1
	command -v "${engine%% *}" >/dev/null 2>&1 || fail 2 "no command '${engine%% *}': install docker with buildx, or set SCIBIDS_ENGINE"
	! too_old=$(engine_too_old) || fail 2 "$too_old"
	if [ -z "$builder" ]; then
		store_base "$@"
	elif [ -n "$SCIBIDS_KIT" ]; then
		lay_out_base
	elif [ "$1" != build ]; then
		digest=$(digest_in_registry) ||
			fail 2 "no registry gives the digest of $base: $(tail -n 1 "$out/base-error"): set SCIBIDS_BASE, or SCIBIDS_KIT"
		put_line "$out/base-digest" "$digest"
	fi
	keep_base "$@"
}
