# usage: base.sh ENGINE IMAGE KIT BUILDER
# Sees to it that the base image is in the store, from the kit or by a pull, and prints its digest (nothing if it has none).
set -eu
engine=$1 image=$2 kit=$3 builder=$4

digest() { $engine image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$image" 2>/dev/null | sed -n 's/.*@//p' | head -n 1; }
present() { $engine image inspect "$image" >/dev/null 2>&1; }

if [ -n "$kit" ] && ! present; then
	archive=$(find "$kit/images" -name "$(printf '%s' "$image" | tr '/:' '--')*.tar*" | head -n 1)
	[ -n "$archive" ] || { echo "scibids: $kit/images has no archive of $image: add one, or set SCIBIDS_BASE" >&2; exit 2; }
	printf '  %-8s%s\n' LOAD "$image" >&2
	case $archive in
	*.xz) xz -dc "$archive" | $engine load --quiet >/dev/null ;;
	*) $engine load --quiet --input "$archive" >/dev/null ;;
	esac
fi
if ! present && [ -z "$builder" ]; then
	$engine info >/dev/null 2>&1 || {
		echo "scibids: no engine answers to '$engine': start it, or set SCIBIDS_ENGINE" >&2
		exit 2
	}
	[ -z "$kit" ] || { echo "scibids: the kit's archive holds no image $image: set SCIBIDS_BASE" >&2; exit 2; }
	printf '  %-8s%s\n' PULL "$image" >&2
	why=$($engine pull --quiet "$image" 2>&1 >/dev/null) || { echo "scibids: cannot pull $image: $(printf '%s' "$why" | tail -n 1): set SCIBIDS_BASE, or SCIBIDS_KIT" >&2; exit 2; }
fi
digest
