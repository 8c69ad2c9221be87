# usage: push.sh OUT MODE [names]
# Makes sure that the registry has NAME:KEY and the tags, and writes REPOSITORY@DIGEST to OUT/pushed. `names` checks the names alone.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/registry.sh
. "${0%/*}/lib/registry.sh"
check_names
[ "${3-}" != names ] || exit 0
end_turn_at_exit
# shellcheck source=mk/lib/builder.sh
. "${0%/*}/lib/builder.sh"
answer=$out/push.log

# While the store's image has the registry's name, which is not the user's own, OUT/pushing says so.
remove_name() {
	[ -r "$out/pushing" ] || return 0
	read -r left <"$out/pushing" && $engine image rm "$left" >/dev/null 2>&1
	rm -f "$out/pushing"
}
push_from_store() {
	$engine image inspect --format '{{.Id}}' "$reference" >/dev/null 2>&1 || put_line "$out/pushing" "$reference" || exit 2
	run $engine tag "$name:$key" "$reference" || exit 2
	status=0
	push_image "$reference" >"$answer" 2>&1 || status=$?
	remove_name
	[ "$status" = 0 ] || registry_fails "$reference"
}

# Pushes stages of the image too, for builds on other machines.
keep_built() {
	(
		# shellcheck source=mk/lib/all.sh
		. "${0%/*}/lib/all.sh"
		ready_stages "$out/Dockerfile"
		keep_stages "$out/Dockerfile"
	)
}

read -r key <"$out/key" || exit 2
reference=$repository:$key
rm -f "$out/pushed"
remove_name # that a push which was killed has left
if digest=$(digest_of "$reference" 2>"$answer"); then
	[ "$SCIBIDS_AUDIT" != 1 ] || sh "${0%/*}/audit.sh" "$out" "$mode" gate || exit
	say THERE "$reference"
else
	is_absent || registry_fails "$reference"
	# A builder that cannot see the store pushes by itself. The image's inputs may have changed meanwhile, and the key with them.
	sh "${0%/*}/image.sh" "$out" "$mode" ${builder:+"$repository"} && read -r key <"$out/key" || exit
	reference=$repository:$key
	[ -n "$builder" ] || push_from_store
	digest=$(digest_of "$reference" 2>"$answer") || registry_fails "$reference"
	say PUSH "$reference"
	keep_built
fi

tag_pushed "$digest"
