# usage: built.sh OUT LOCK ENGINE NAME BUILDER MUTE
# What is to be known of an image that the builder has made, for the next one that differs in the app alone: its manifest and
# configuration, out of the builder's own store. And a summary.
set -u
newline='
'
out=$1 lock=$2 engine=$3 name=$4 builder=$5 mute=$6
new=$out/environment.new
read -r key <"$out/key" && read -r environment <"$out/environment-key" || exit 2

attachment() { # DIGEST FILE
	$engine buildx history inspect attachment '' "$1" >"$new/$2" 2>/dev/null || : >"$new/$2"
}

# Engines that know no descriptor leave an empty line, and take the shorter question.
inspect() { $engine image inspect --format "{{.Id}} {{len .RootFS.Layers}} {{.Size}}$1" "$name:$key" 2>/dev/null; }
facts=$(inspect ' {{index .Descriptor.annotations "config.digest"}}' || inspect '')
facts=${facts#"$newline"}
read -r id layers stored config <<END
$facts
END

rm -rf "$out/environment" "$new" && mkdir "$new" || exit 2
if [ -z "$builder" ] && [ -n "$id" ]; then
	[ -z "$config" ] || attachment "$config" config.json &
	attachment "$id" manifest.json &
fi
sizes=$($engine history --human=false --format '{{.Size}}' "$name:$key" | awk '!app && $1 { app = $1 } { n += $1 } END { print n + 0, n - app }')
wait
# A tag that was moved may still tell of the image before; an index has no configuration.
digest=''
[ ! -s "$new/manifest.json" ] || digest=$(tr -d ' \n' <"$new/manifest.json" | sed -n 's/.*"config":{\([^}]*\)}.*/\1/; s/.*"digest":"\([^"]*\)".*/\1/p')
[ -z "$digest" ] || [ "$digest" = "$config" ] || attachment "$digest" config.json
if [ -n "$digest" ] && [ -s "$new/config.json" ]; then
	printf 'key: %s\ndigest: %s\nunpacked: %s\n' "$environment" "$id" "${sizes#* }" >"$new/facts"
	{ cat "$out/labels" && printf 'scibids.key=%s\n' "$key"; } >"$new/labels"
	printf '%s %s\n' "$id" "$key" >"$new/images"
elif [ -n "$builder" ]; then
	echo 'the last image was made by another builder' >"$new/refused"
elif grep -q '"manifests"' "$new/manifest.json" 2>/dev/null; then
	echo 'the last image is an index of several: it has attestations' >"$new/refused"
else
	echo "the engine does not show the builder's image: docker does, with containerd's store and buildx 0.21" >"$new/refused"
fi
mv "$new" "$out/environment"
why=''
[ ! -s "$out/why" ] || read -r why <"$out/why"
printf '%s\tbuilder\t%s\n' "$key" "$why" >>"$out/way"
[ -z "$mute" ] || exit 0
seconds=''
[ ! -s "$out/image.yaml" ] || seconds=$(sed -n 's/^total_seconds: *//p' "$out/image.yaml")
exec sh "${0%/*}/summary.sh" "$name" "$out" "$lock" "${sizes% *}" "${stored:-0}" "${layers:-0}" "$seconds" "$out/image.log"
