# Sourced behind summary.sh. note_built keeps the manifest and configuration of the builder's image, from the builder's own store: the next
# image, if only the app differs, is made from them. Then it prints the summary.
# shellcheck shell=sh disable=SC2034,SC2154

# Other builds may have ended since: without an id the last one is asked.
attachment() { # DIGEST FILE
	$engine buildx history inspect attachment "$build" "$1" >"$new/$2" 2>/dev/null || : >"$new/$2"
}

# Engines that know no descriptor leave an empty line, and answer the shorter question.
inspect_built() { $engine image inspect --format "{{.Id}} {{len .RootFS.Layers}} {{.Size}}$1" "$name:$key" 2>/dev/null; }

keep_manifest() {
	if [ -z "$builder" ] && [ -n "$id" ]; then
		build=$(sed -n 's|^ *"buildx\.build\.ref": "[^"]*/\([a-z0-9]*\)".*|\1|p' "$out/image.json" 2>/dev/null)
		[ -z "$config" ] || attachment "$config" config.json &
		attachment "$id" manifest.json &
	fi
	sizes=$(sizes_in_store)
	wait
	# Just after a tag was moved, the old image may still be reported; an index has no configuration.
	digest=''
	[ ! -s "$new/manifest.json" ] || digest=$(tr -d ' \n' <"$new/manifest.json" | sed -n 's/.*"config":{\([^}]*\)}.*/\1/; s/.*"digest":"\([^"]*\)".*/\1/p')
	[ -z "$digest" ] || [ "$digest" = "$config" ] || attachment "$digest" config.json
}

note_built() {
	new=$out/environment.new
	read -r key <"$out/key" && read -r environment <"$out/environment-key" || exit 2
	facts=$(inspect_built ' {{index .Descriptor.annotations "config.digest"}}' || inspect_built '')
	facts=${facts#"$newline"}
	read -r id layers size config <<-END
	$facts
	END
	rm -rf "$out/environment" "$new" && mkdir "$new" || exit 2
	keep_manifest
	if [ -n "$digest" ] && [ -s "$new/config.json" ]; then
		put_line "$new/facts" "key: $environment${newline}digest: $id${newline}unpacked: ${sizes#* }"
		put_line "$new/labels" "$(cat "$out/labels" && printf 'scibids.key=%s' "$key")"
		put_line "$new/images" "$id $key"
	elif [ -n "$builder" ]; then
		put_line "$new/refused" 'the last image was made by a different builder'
	elif grep -q '"manifests"' "$new/manifest.json" 2>/dev/null; then
		put_line "$new/refused" 'the last image is an index of several: it has attestations'
	else
		put_line "$new/refused" "the engine does not show the builder's image: docker does, with containerd's store and buildx 0.21"
	fi
	mv "$new" "$out/environment" || exit 2
	add_line "$out/way" "$(printf '%s\tbuilder\t%s' "$key" "$why")"
	seconds=''
	[ ! -s "$out/image.yaml" ] || seconds=$(sed -n 's/^total_seconds: *//p' "$out/image.yaml")
	summary "${sizes% *}" "${size:-0}" "${layers:-0}" "$seconds" "$out/image.log"
}
