# usage: base.sh ENGINE IMAGE KIT BUILDER DIRECTORY
# Sees to it that the base image is where the builder finds it, and prints its digest (nothing if it has none): in the store,
# from the kit or by a pull; for a builder that cannot see the store, out of the kit as an OCI layout in DIRECTORY.
set -eu
engine=$1 image=$2 kit=$3 builder=$4 directory=$5

fail() { echo "scibids: $*" >&2; exit 2; }
say() { printf '  %-8s%s\n' "$1" "$image" >&2; }
digests() { $engine image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$image" 2>/dev/null; }

find_archive() {
	archive=$(find "$kit/images" -name "$(printf '%s' "$image" | tr '/:' '--')*.tar*" 2>/dev/null | head -n 1)
	[ -n "$archive" ] || fail "$kit/images has no archive of $image: add one, or set SCIBIDS_BASE"
}

load() {
	find_archive
	say LOAD
	case $archive in
	*.xz) why=$({ xz -dc "$archive" | $engine load --quiet; } 2>&1 >/dev/null) || : ;;
	*) why=$($engine load --quiet --input "$archive" 2>&1 >/dev/null) || : ;;
	esac
	there=$(digests) || fail "$archive does not load as $image: $(printf '%s' "${why:-it holds no image of that name}" | tail -n 1)"
}

pull() {
	say PULL
	why=$($engine pull --quiet "$image" 2>&1 >/dev/null) ||
		fail "cannot pull $image: $(printf '%s' "$why" | tail -n 1): set SCIBIDS_BASE, or SCIBIDS_KIT"
	there=$(digests)
}

# An archive that docker saves is an OCI layout as well.
lay_out() {
	find_archive
	[ -e "$directory/index.json" ] || {
		say LAYOUT
		rm -rf "$directory" && mkdir -p "$directory.part"
		case $archive in
		*.xz) xz -dc "$archive" | tar -xf - -C "$directory.part" ;;
		*) tar -xf "$archive" -C "$directory.part" ;;
		esac
		[ -e "$directory.part/index.json" ] || fail "$archive is no OCI layout: save it with docker 25 or later"
		mv "$directory.part" "$directory"
	}
	sed 's/.*"digest": *"\(sha256:[0-9a-f]*\)".*/\1/' "$directory/index.json" | head -n 1
}

command -v "${engine%% *}" >/dev/null 2>&1 || fail "no command '${engine%% *}': install docker with buildx, or set SCIBIDS_ENGINE"
if [ -n "$builder" ]; then
	[ -z "$kit" ] || lay_out
	exit 0
fi
if ! there=$(digests); then
	$engine info >/dev/null 2>&1 || fail "no engine answers to '$engine': start it, or set SCIBIDS_ENGINE"
	if [ -n "$kit" ]; then load; else pull; fi
fi
printf '%s\n' "$there" | sed -n 's/.*@//p' | head -n 1
