# usage: explain.sh ENGINE NAME OUT FROM HELPER show OPTION...
# Calls HELPER, scibids-explain, with what the engine knows of the image of the key in OUT, and of the one that FROM names.
set -u
engine=$1 name=$2 out=$3 from=$4 helper=$5
shift 6
work=$out/explain.$$
mkdir -p "$work" || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
image=$name:$(cat "$out/key")
tab=$(printf '\t')

[ -n "$from" ] || from=$("$helper" previous "$@") || exit 2
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
"$helper" show "$@"
