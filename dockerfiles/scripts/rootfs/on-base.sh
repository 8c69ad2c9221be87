# usage: on-base.sh REPOSITORIES
# Adds the locked apks to the base image that this runs in, by apk's keys and repositories in the directory REPOSITORIES.
set -eu
. "${0%/*}/locked.sh"
database=$(find / -xdev -path '*/apk/db/installed')
touch -d "@$(($(date +%s) - 2))" /tmp/start
installed "$database" >/tmp/before
[ ! -e /run/secrets/ca ] || export SSL_CERT_FILE=/run/secrets/ca
# shellcheck disable=SC2086 # a list of words
apk add --no-cache --keys-dir="$1/keys" --repositories-file="$1/repositories" $apks
installed "$database" >/tmp/after
awk 'FILENAME == ARGV[1] { was[$0]; next } FILENAME == ARGV[2] { sum[$1] = $2; next }
	!($0 in was) && $1 in sum && sum[$1] != $2 { wrong = 1 } END { exit wrong }' /tmp/before /tmp/locked /tmp/after || refuse
# The versions are the lock's: whoever adds to this image is not held to them.
sed -i 's/[=<>~].*//' /etc/apk/world
add_user /
add_start /
find / -xdev -newer /tmp/start -exec touch -h -d @315532800 {} + 2>/dev/null || true
