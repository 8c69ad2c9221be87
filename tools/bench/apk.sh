# Sourced by what makes images by hand: the mirror in $kit, for Alpine $alpine, as a build context, and how a stage installs from it.
# shellcheck shell=sh disable=SC2034,SC2154 # what its readers set and use
mirror='' apk='apk add --no-cache'
if [ -d "$kit/apk" ]; then
	mirror=$kit/apk
	apk="$apk --repositories-file /dev/null --keys-dir /mirror -X /mirror/v$alpine/main -X /mirror/v$alpine/community"
fi
