# Adds the locked apks to the base image that this runs in. Nothing of a mirror stays in the image.
set -eu
. "${0%/*}/locked.sh"
. /media/mirror.sh
cp -R /etc/apk /tmp/apk
use_mirror /tmp/apk
database=$(find / -xdev -path '*/apk/db/installed')
touch -d "@$(($(date +%s) - 2))" /tmp/start
installed "$database" >/tmp/before
[ ! -e /run/secrets/ca ] || export SSL_CERT_FILE=/run/secrets/ca
# Apk 3 keeps a log, with the time in it: that of the base image stays as it is.
log=/var/log/apk.log
[ ! -e "$log" ] || cp -p "$log" /tmp/apk.log
# shellcheck disable=SC2086 # a list of words
apk add --no-cache --keys-dir=/tmp/apk/keys --repositories-file=/tmp/apk/repositories $apks
rm -f "$log"
[ ! -e /tmp/apk.log ] || cp -p /tmp/apk.log "$log"
installed "$database" >/tmp/after
awk 'FILENAME == ARGV[1] { was[$0]; next } FILENAME == ARGV[2] { sum[$1] = $2; next }
	!($0 in was) && $1 in sum && sum[$1] != $2 { wrong = 1 } END { exit wrong }' /tmp/before /tmp/locked /tmp/after || refuse
# The lock's versions are not kept in /etc/apk/world: whoever extends this image is not bound to them.
sed -i 's/[=<>~].*//' /etc/apk/world
add_user /
add_start /
# The builder made its mount points in these before the script began, on a busy machine long before.
touch -d @315532800 / /etc /run /media
find / -xdev -newer /tmp/start -exec touch -h -d @315532800 {} + 2>/dev/null || true
