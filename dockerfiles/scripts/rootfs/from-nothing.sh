# usage: from-nothing.sh [ZONES]
# Makes /layer the root file system of an image: the locked apks, with apk's own database of them. ZONES: where the time zones lie
# that Python has, as the branch has none.
set -eu
. "${0%/*}/locked.sh"
. /media/mirror.sh
use_mirror /etc/apk
# shellcheck disable=SC2086 # a list of words
apk add --root=/layer --initdb --no-cache --no-scripts \
	--keys-dir=/etc/apk/keys --repositories-file=/etc/apk/repositories $apks
installed "$(find /layer -path '*/apk/db/installed')" | sort >/tmp/installed
sort -o /tmp/locked /tmp/locked
cmp -s /tmp/locked /tmp/installed || refuse
add_user /layer
add_start /layer
cp /etc/os-release /etc/alpine-release /layer/etc/
[ $# = 0 ] || {
	mkdir -p /layer/usr/share
	ln -s "$1" /layer/usr/share/zoneinfo
}
cd /layer
mkdir -p app tmp usr/bin
[ -e usr/bin/env ] || install -m 755 "${0%/*}/env" usr/bin/env
chmod 1777 tmp
# Apk 3 keeps a log, with the time in it.
rm -rf var/log/apk.log var/cache/apk/* lib/apk/db/scripts.tar* lib/apk/db/lock etc/apk/keys etc/apk/repositories dev/*
find . -exec touch -h -d @315532800 {} +
