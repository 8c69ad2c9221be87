# Makes /layer: what a debug image adds to the one in /final, busybox under the names of its applets that the image has no file for, and
# apk's record of it.
set -eu
database=$(find /final -path /final/app -prune -o -path '*/apk/db/installed' -print)
database=${database#/final}
mkdir -p "/layer/${database%/*}"
apk info --quiet --contents busybox >/tmp/files
sed -i '/^$/d' /tmp/files
tar -cf /tmp/busybox.tar -C / -T /tmp/files
tar -xf /tmp/busybox.tar -C /layer
{ cat "/final/$database" && awk 'BEGIN { RS = ""; ORS = "\n\n" } /(^|\n)P:busybox\n/' "/$database"; } >"/layer/$database"
busybox --list-full >/tmp/applets
while read -r applet; do
	[ -e "/final/$applet" ] || [ -L "/final/$applet" ] || [ -e "/layer/$applet" ] || {
		mkdir -p "/layer/${applet%/*}" && ln -s /bin/busybox "/layer/$applet"
	}
done </tmp/applets
find /layer -exec touch -h -d @315532800 {} +
