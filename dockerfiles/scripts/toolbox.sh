# usage: toolbox.sh ALPINE APK...
# Adds what source builds need. A mirror in the build's context takes the place of the network's, for later stages too.
set -eu
branch=/mirror/v$1
shift
if [ -d "$branch" ]; then
	for key in /mirror/*.rsa.pub; do [ ! -e "$key" ] || cp "$key" /etc/apk/keys/; done
	printf '%s\n' "$branch/main" "$branch/community" >/etc/apk/repositories
fi
apk add --no-cache "$@"
