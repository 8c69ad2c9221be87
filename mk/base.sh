# usage: base.sh ENGINE IMAGE KIT BUILDER
# Sees to it that the base image is in the store, from the kit or by a pull, and prints its digest (nothing if it has none).
set -eu
engine=$1 image=$2 kit=$3 builder=$4

fail() { echo "scibids: $*" >&2; exit 2; }
say() { printf '  %-8s%s\n' "$1" "$image" >&2; }
present() { $engine image inspect "$image" >/dev/null 2>&1; }
digest() { $engine image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$image" 2>/dev/null | sed -n 's/.*@//p' | head -n 1; }

load() {
	archive=$(find "$kit/images" -name "$(printf '%s' "$image" | tr '/:' '--')*.tar*" 2>/dev/null | head -n 1)
	[ -n "$archive" ] || fail "$kit/images has no archive of $image: add one, or set SCIBIDS_BASE"
	say LOAD
	case $archive in
	*.xz) why=$({ xz -dc "$archive" | $engine load --quiet; } 2>&1 >/dev/null) || : ;;
	*) why=$($engine load --quiet --input "$archive" 2>&1 >/dev/null) || : ;;
	esac
	present || fail "$archive does not load as $image: $(printf '%s' "${why:-it holds no image of that name}" | tail -n 1)"
}

pull() {
	say PULL
	why=$($engine pull --quiet "$image" 2>&1 >/dev/null) ||
		fail "cannot pull $image: $(printf '%s' "$why" | tail -n 1): set SCIBIDS_BASE, or SCIBIDS_KIT"
}

if ! present && { [ -n "$kit" ] || [ -z "$builder" ]; }; then
	command -v "${engine%% *}" >/dev/null 2>&1 || fail "no command '${engine%% *}': install docker with buildx, or set SCIBIDS_ENGINE"
	$engine info >/dev/null 2>&1 || fail "no engine answers to '$engine': start it, or set SCIBIDS_ENGINE"
	if [ -n "$kit" ]; then load; else pull; fi
fi
digest
