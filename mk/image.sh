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
key='' known='' images='' found='' latest='' loading=''
read -r key <"$out/key" || exit 2
[ ! -s "$out/loading" ] || read -r loading <"$out/loading"
# Images of the environment, and their keys
[ ! -r "$out/environment/images" ] || while read -r id of; do images="$images $id=$of " known=$id; done <"$out/environment/images"

say() { # WHAT
	case $mute in 1*) echo "scibids: $1" >&2 ;; esac
}
id_of() { $engine image inspect --format '{{.Id}}' "$@" 2>/dev/null; }

# An image that was made here, as a rule: an engine gives a name faster than it looks an image up.
case "$images" in
*"=$key "*) if [ "$loading" != "$key" ] && $engine tag "$name:$key" "$name:latest" 2>/dev/null; then exit 0; fi ;;
esac

# One call of the engine, as a rule: of a single id it must be known which of the two it is.
ids=$(id_of "$name:$key" "$name:latest")
case $ids in
'') ;;
*"$newline"*) found=${ids%%"$newline"*} latest=${ids##*"$newline"} ;;
*)
	case $images in
	*" $ids=$key "*) found=$ids ;;
	*" $ids="*) latest=$ids ;;
	*) found=$(id_of "$name:$key") && latest='' || latest=$ids ;;
	esac
	;;
esac

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

# Any image of the environment keeps its layers in the store; $known gets one that is there.
is_there() {
	case $images in
	*" ${latest:-none}="*) known=$latest ;;
	*) id_of "$known" >/dev/null ;;
	esac
}

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
		say "only the app has changed: its layer goes on top of those of $known, without the builder"
		: >"$out/loading"
		printf '%s %s\n' "$id" "$key" >>"$out/environment/images"
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
elif is_there; then
	add_layer
else
	why='no image of this environment is in the store'
fi
say "the builder makes it: $why"
printf '%s\n' "$why" >"$out/why"
exec "$@"
