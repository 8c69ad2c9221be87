# usage: doctor.sh OUT MODE
# A line for each thing that a build needs: ok, a note, or what to do. Exit 1 when something is not ok.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/branches.sh
. "${0%/*}/lib/branches.sh"
end_turn_at_exit
base=$SCIBIDS_BASE kit=$SCIBIDS_KIT ca=$SCIBIDS_CA builder=$SCIBIDS_BUILDER alpine=$SCIBIDS_ALPINE requirements=$SCIBIDS_REQUIREMENTS
status=0
ok() { printf '  %-14s%-8s%s\n' "$1" ok "$2"; }
note() { printf '  %-14s%-8s%s\n' "$1" note "$2"; }
bad() { printf '  %-14s%-8s%s\n' "$1" '!!' "$2"; status=1; }

if ! command -v "${engine%% *}" >/dev/null 2>&1; then
	bad engine "no command '$engine': install docker with buildx, or set SCIBIDS_ENGINE"
elif ! version=$($engine version --format '{{.Server.Version}}' 2>/dev/null) || [ -z "$version" ]; then
	bad engine "'$engine' does not reach an engine: start it, or add yourself to its group"
else
	ok engine "$engine $version"
	if [ -n "$($engine info --format '{{range .DriverStatus}}{{println .}}{{end}}' 2>/dev/null | grep containerd.snapshotter)" ]; then
		ok store 'containerd'
	else
		ok store 'classic: base images have no digest; the containerd image store has'
	fi
fi
if buildx=$($engine buildx version 2>/dev/null); then
	ok buildx "$(printf '%s\n' "$buildx" | awk 'NR == 1 { print $2 }')"
else
	bad buildx "'$engine buildx' is missing: install docker-buildx"
fi
[ -z "$builder" ] || if $engine buildx inspect "$builder" >/dev/null 2>&1; then ok builder "$builder"; else bad builder "no builder '$builder': docker buildx create --name $builder"; fi
if $engine image inspect "$base" >/dev/null 2>&1; then
	ok base "$base, in the store"
elif [ -n "$kit" ]; then
	archive=$(find "$kit/images" -name "$(printf '%s' "$base" | tr '/:' '--')*.tar*" 2>/dev/null | head -n 1)
	if [ -n "$archive" ]; then ok base "$base, in the kit"; else bad base "$kit/images has no archive of $base: add one, or set SCIBIDS_BASE"; fi
else
	ok base "$base, to be pulled"
fi
over=$(branches_over)
if [ -z "$over" ]; then ok branches "Alpine $alpine and Python $SCIBIDS_PYTHON get fixes"; else note branches "$(printf '%s\n' "$over" | paste -sd ';' - | sed 's/;/; /')"; fi
if [ -z "$kit" ]; then
	ok kit 'none: images, apks and packages come from the network'
elif [ -n "$(find "$kit/apk/v$alpine" -name APKINDEX.tar.gz 2>/dev/null)" ] && [ -n "$(find "$kit/apk" -maxdepth 1 -name '*.rsa.pub')" ]; then
	ok kit "$kit, apks of Alpine $alpine"
elif [ -d "$kit/apk" ]; then
	bad kit "$kit/apk has no v$alpine with an APKINDEX.tar.gz, or no *.rsa.pub key"
else
	bad kit "$kit has no apk directory"
fi
if [ -z "$ca" ]; then
	ok CA "the base image's own"
elif [ -r "$ca" ] && grep -q 'BEGIN CERTIFICATE' "$ca"; then
	ok CA "$ca, $(grep -c 'BEGIN CERTIFICATE' "$ca") certificates"
else
	bad CA "$ca is no readable bundle of certificates: set SCIBIDS_CA"
fi
if [ -n "$requirements" ] && [ -r "$requirements" ]; then
	ok requirements "$requirements"
else
	bad requirements "${requirements:-none}: write requirements.txt, pyproject.toml or pylock.toml"
fi
free=$(df -Pm . | awk 'NR == 2 { print $4 }')
if [ "$free" -ge 2048 ]; then ok disk "$free MB free"; else bad disk "$free MB free: a build wants 2048"; fi
exit $status
