# usage: image.sh OUT LOCK HELPER ENGINE NAME BUILDER PLATFORM APP COMPRESSION MUTE BUILD...
# Sees to it that the store has NAME:KEY and that NAME:latest is the same image. Where only the app has changed since BUILD made one,
# HELPER writes what is new, a layer, and the engine loads it; in all other cases BUILD makes it.
set -u
out=$1 lock=$2 helper=$3 engine=$4 name=$5 builder=$6 platform=$7 app=$8 compression=$9
shift 9
mute=$1
shift
newline='
'
key='' known='' images='' there='' found='' latest='' loading=''
read -r key <"$out/key" || exit 2
[ ! -r "$out/environment/images" ] || while read -r known; do images="$images $known "; done <"$out/environment/images"
known=${images##*  } known=${known# } known=${known% }
[ ! -s "$out/loading" ] || read -r loading <"$out/loading"

say() { # WHAT
	case $mute in 1*) echo "scibids: $1" >&2 ;; esac
}

# One call of the engine: NAME:KEY counts twice, so that the number of ids tells which are there.
ids=$($engine image inspect --format '{{.Id}}' "$name:$key" "$name:$key" "$name:latest" ${known:+"$known"} 2>/dev/null)
if [ -n "$known" ]; then
	case $ids in
	"$known") there=$known ids='' ;;
	*"$newline$known") there=$known ids=${ids%"$newline$known"} ;;
	esac
fi
case $ids in
*"$newline"*"$newline"*) found=${ids%%"$newline"*} latest=${ids##*"$newline"} ;;
*"$newline"*) found=${ids%%"$newline"*} ;;
*) latest=$ids ;;
esac
# Any image of the environment keeps its layers in the store.
case $images in *" ${latest:-none} "*) there=$latest ;; esac

# What was being loaded when make was killed may be half there.
forget() {
	$engine image rm --force "$name:$key" >/dev/null 2>&1
	if [ -z "$latest" ] || [ "$latest" = "$found" ]; then
		$engine image rm --force "$name:latest" >/dev/null 2>&1
		latest=''
	else
		$engine tag "$latest" "$name:latest"
	fi
	found=''
	: >"$out/loading"
}
if [ "$loading" = "$key" ]; then
	forget
elif [ -n "$found" ]; then
	[ "$found" != "$latest" ] || exit 0
	! $engine tag "$name:$key" "$name:latest" || exit 0
fi

# Leaves in $why why this is not the way.
add_layer() {
	read -r environment <"$out/environment-key" && read -r _ _ hash <"$out/app" && echo "$key" >"$out/loading" || exit 2
	set -- -e "$out/environment" -k "$environment" -f "$out/Dockerfile" -i "$out/Dockerfile.dockerignore" -s "$hash" \
		-l "scibids.key=$key" -c "$compression" -n "$name" -t "$key" -t latest ${platform:+-p "$platform"} -- "$app"
	while read -r label; do set -- -l "$label" "$@"; done <"$out/labels"
	made=$("$helper" "$@" $engine load)
	case $? in
	0)
		read -r unpacked stored layers seconds id <<-END
		$made
		END
		say "only the app has changed: its layer goes on top of those of $there, without the builder"
		: >"$out/loading"
		printf '%s\n' "$id" >>"$out/environment/images"
		printf '%s\tapp-layer\t%s\n' "$key" "$id" >>"$out/way"
		[ -z "$mute" ] || exit 0
		printf '  %-8s%-30s %s s\n' APP app "$seconds" >&2
		exec sh "${0%/*}/summary.sh" "$name" "$out" "$lock" "$unpacked" "$stored" "$layers" "$seconds"
		;;
	1) why=$made; : >"$out/loading" ;;
	3) why=$made; forget ;;
	*) exit 2 ;;
	esac
}

why=''
if [ -n "$builder" ]; then
	why='SCIBIDS_BUILDER is set'
elif [ -z "$known" ]; then
	[ ! -s "$out/environment/refused" ] || read -r why <"$out/environment/refused"
	: "${why:=no image that the builder made is known}"
elif [ -z "$there" ]; then
	why='no image of this environment is in the store'
else
	add_layer
fi
say "the builder makes it: $why"
printf '%s\n' "$why" >"$out/why"
exec "$@"
