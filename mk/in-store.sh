# usage: in-store.sh ENGINE NAME KEY
# Is NAME:KEY in the store? Then NAME:latest is made to be it.
set -u
engine=$1 name=$2 key=$3
ids=$($engine image inspect --format '{{.Id}}' "$name:$key" "$name:latest" 2>/dev/null)
case $ids in
'') exit 1 ;;
*"
"*) first=${ids%%
*} last=${ids##*
} ;;
*) first=$ids last= ;;
esac
[ "$first" = "$last" ] || {
	# One id is not enough to know whose it is.
	$engine image inspect "$name:$key" >/dev/null 2>&1 && $engine tag "$name:$key" "$name:latest"
}
