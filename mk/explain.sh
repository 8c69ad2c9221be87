# usage: explain.sh OUT MODE [KEY or TAG]
# Shows the inputs of the key and which of them changed since KEY or the image TAG [the previous key], with the layers of both images.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
work=$out/explain.$$ tab=$(printf '\t')
mkdir -p "$work" || exit 2
trap 'rm -rf "$work"; end_turn' EXIT
trap 'exit 130' HUP INT TERM
read -r key <"$out/key" || exit 2
image=$name:$key from=${3-}

set -- -d "$out" -l "$lock" -H "$out/history" -f "$fragments" ${SCIBIDS_FRAGMENTS:+-u "$SCIBIDS_FRAGMENTS"}
[ -n "$from" ] || from=$("$helpers/scibids-explain" previous "$@") || exit 2
if $engine image inspect "$image" >"$work/image" 2>/dev/null; then
	$engine history --no-trunc --human=false --format "{{.Size}}$tab{{.CreatedBy}}" "$image" >"$work/sizes" 2>/dev/null
	set -- "$@" -i "$work/image" -b "$work/sizes"
fi
if [ -n "$from" ]; then
	case $from in
	*[:@/]*) other=$from ;;
	*) other=$name:$from ;;
	esac
	$engine image inspect "$other" >"$work/other" 2>/dev/null || : >"$work/other"
	set -- "$@" -F "$from" -j "$work/other"
fi
helper explain show "$@"
