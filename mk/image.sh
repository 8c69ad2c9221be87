# usage: image.sh OUT MODE [REPOSITORY]
# Makes sure that the store has NAME:KEY and that NAME:latest is the same image. If only the app has changed since the builder's last
# image, scibids-app-layer writes the new layer and the engine loads it; otherwise the builder makes the image.
# With REPOSITORY, for a builder that cannot see the store, that builder pushes REPOSITORY:KEY instead.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
end_turn_at_exit
[ "$SCIBIDS_AUDIT" != 1 ] || sh "${0%/*}/audit.sh" "$out" "$mode" gate || exit
id_of() { $engine image inspect --format '{{.Id}}' "$@" 2>/dev/null; }

# Keeps what the key of a tagged image was computed from, for scibids-explain.
finish() {
	[ ! -e "$out/way" ] || [ "$out/history" -nt "$out/way" ] ||
		helper explain remember -d "$out" -l "$lock" -H "$out/history" -f "$fragments" ${SCIBIDS_FRAGMENTS:+-u "$SCIBIDS_FRAGMENTS"} || :
	exit 0
}

# Sets $found and $latest to the ids of NAME:KEY and NAME:latest, usually by one call of the engine. If it prints a single id, we must
# know which of the two it is.
find_images() {
	found='' latest=''
	ids=$(id_of "$name:$key" "$name:$newest")
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
}

# An image that was being loaded when make was killed may be incomplete.
forget() {
	$engine image rm --force "$name:$key" >/dev/null 2>&1
	if [ -z "$latest" ] || [ "$latest" = "$found" ]; then
		$engine image rm --force "$name:$newest" >/dev/null 2>&1
		latest=''
	else
		$engine tag "$latest" "$name:$newest"
	fi
	found=''
	: >"$out/loading"
}

# Ends the script if the store has the image.
take_from_store() {
	key='' known='' images='' loading=''
	read -r key <"$out/key" || exit 2
	[ ! -s "$out/loading" ] || read -r loading <"$out/loading"
	# Images of this environment and their keys
	[ ! -r "$out/environment/images" ] || while read -r id of; do images="$images $id=$of " known=$id; done <"$out/environment/images"
	# Usually the image was made here, and an engine tags faster than it inspects.
	case "$images" in
	*"=$key "*) if [ "$loading" != "$key" ] && run $engine tag "$name:$key" "$name:$newest" 2>/dev/null; then finish; fi ;;
	esac
	find_images
	if [ "$loading" = "$key" ]; then
		forget
	elif [ -n "$found" ]; then
		[ "$found" != "$latest" ] || finish
		! run $engine tag "$name:$key" "$name:$newest" || finish
	fi
}

# Left by a make that was killed while it recorded the builder's image
left=$out/environment.new
repository=${3-}
[ -n "$repository" ] || [ -e "$left" ] || take_from_store
take_turn
[ ! -e "$left" ] || { rm -rf "$left" && waited=killed; } || exit 2
[ -z "$waited" ] || [ -n "$repository" ] || take_from_store
# shellcheck source=mk/lib/all.sh
. "${0%/*}/lib/all.sh"
# shellcheck source=mk/lib/summary.sh
. "${0%/*}/lib/summary.sh"
# shellcheck source=mk/lib/built.sh
. "${0%/*}/lib/built.sh"

explain_way() { # WHAT
	[ "$mode" != verbose ] || echo "scibids: $1" >&2
}
# Any image of the environment keeps its layers in the store. Sets $known to one that exists.
is_known() {
	case $images in
	*" ${latest:-none}="*) known=$latest ;;
	*) id_of "$known" >/dev/null ;;
	esac
}

# Does a file that has changed since the builder's image import what trimming may have taken? Only the builder knows what it took.
left_out='(tests?|conftest|examples|benchmarks|idlelib|turtle)'
may_import_what_was_trimmed() {
	find "$SCIBIDS_APP" \( -name .git -o -name .venv -o -name venv -o -name node_modules -o -name "${whole##*/}" \) -prune -o \
		\( -name '*.py' -o -name '*.ipynb' \) -cnewer "$out/environment/facts" -exec grep -lE \
		"(import|from)(.*[^A-Za-z0-9_])?${left_out}([^A-Za-z0-9_]|\$)|[\"'][A-Za-z0-9_.]+\\.${left_out}[\"'.]" {} + 2>/dev/null | grep -q .
}

# Ends the script, or sets $why to the reason why the builder is needed.
add_layer() {
	read -r environment <"$out/environment-key" && read -r _ _ hash <"$out/app" && put_line "$out/loading" "$key" || exit 2
	set -- -e "$out/environment" -k "$environment" -f "$out/Dockerfile" -i "$out/Dockerfile.dockerignore" -s "$hash" \
		-l "scibids.key=$key" -c "$SCIBIDS_COMPRESSION" -n "$name" -t "$key" -t "$newest" \
		${SCIBIDS_PLATFORM:+-p "$SCIBIDS_PLATFORM"} -- "$SCIBIDS_APP"
	while read -r line; do set -- -l "$line" "$@"; done <"$out/labels"
	made=$(helper app-layer "$@" $engine load)
	case $? in
	0)
		read -r unpacked size layers seconds id <<-END
		$made
		END
		explain_way "only the app has changed: its layer goes on top of those of $known, without the builder"
		: >"$out/loading"
		add_line "$out/environment/images" "$id $key"
		add_line "$out/way" "$(printf '%s\tapp-layer\t%s' "$key" "$id")"
		[ "$mode" != normal ] || printf '  %-8s%-30s %s s\n' APP app "$seconds" >&2
		summary "$unpacked" "$size" "$layers" "$seconds"
		finish
		;;
	1) why=$made; : >"$out/loading" ;;
	3) why=$made; forget ;;
	*) exit 2 ;;
	esac
}

why=''
if [ -n "$SCIBIDS_BUILDER" ]; then
	why='SCIBIDS_BUILDER is set'
elif [ -n "$builder" ]; then
	why="the current builder, $builder, is not docker's own"
elif [ -z "$known" ]; then
	[ ! -s "$out/environment/refused" ] || read -r why <"$out/environment/refused"
	: "${why:=no image that the builder made is known}"
elif is_known && may_import_what_was_trimmed; then
	why='a changed file of the app imports what may have been trimmed'
elif is_known; then
	add_layer
else
	why='no image of this environment is in the store'
fi

# All stages go into the cache, since other machines have none of them. A local cache is read from src and written to dest.
cache_to() { # $cache
	case $SCIBIDS_CACHE_TO in
	type=*) cache=$(printf '%s\n' "$SCIBIDS_CACHE_TO" | sed 's/,src=/,dest=/; /,mode=/!s/$/,mode=max/') ;;
	*) cache_of "$SCIBIDS_CACHE_TO" && cache=type=registry,ref=$cache,mode=max ;;
	esac
}

build_image() {
	ready_stages "$out/Dockerfile"
	ready_attester
	read -r key <"$out/key" || exit 2
	if [ -n "$repository" ]; then set -- --tag "$repository:$key"; else set -- --tag "$name:$key" --tag "$name:$newest"; fi
	[ -z "$SCIBIDS_CACHE_TO" ] || { cache_to && set -- --cache-to "$cache" "$@"; }
	find_kept "$out/Dockerfile"
	with_kept build_final image final "$out/Dockerfile" "$@"
}

# If trimming broke the proof, notes in the lock which packages not to trim and builds again. If that fails too, restores the lock.
build_untrimmed() {
	[ "$SCIBIDS_LOCKED" != 1 ] && trimmed=$(cat "$lock") && helper lock untrim -o "$lock" "$lock" "$out/image.log" || return
	sh "${0%/*}/key.sh" "$out" "$mode" && build_image && return
	{ printf '%s\n' "$trimmed" >"$lock.tmp"; } 2>/dev/null && mv "$lock.tmp" "$lock" || cannot_write "$lock"
	return 1
}

# Apks that the branch no longer has are moved, and the image is built again.
build_repinned() {
	[ -r "$out/$log.log" ] && is_refused "$log" && repin && sh "${0%/*}/key.sh" "$out" "$mode" && build_image
}

# A builder alone can make and push an image, but not keep one.
[ -z "$builder" ] || [ -n "$repository" ] || engine_version >/dev/null ||
	fail 2 "$(no_engine), and the image belongs in its store: start it, or let the builder $builder push the image: make image-push"
explain_way "the builder makes it: $why"
build_image || { status=$? && [ "$status" -lt 128 ] && { build_repinned || build_untrimmed; }; } || end_build "$log" "$status"
[ -n "$repository" ] || note_built
keep_built "$out/Dockerfile"
finish
