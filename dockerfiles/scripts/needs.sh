# usage: needs.sh WISHED REQUESTED...
# Finds the apks of an image: those that the files in /shipped ask for, by the indexes in /index, REQUESTED ones, and those whose names
# match WISHED where the branch has them. Writes who asks for what to /needs/needed.tsv, and apk's database of all to /needs/installed.
set -eu
wished=$1
shift
mkdir -p /needs /rootfs
for index in /index/*.tar.gz; do tar -xzOf "$index" APKINDEX; done >/tmp/apks
awk 'sub(/^p:/, "") { for (i = 1; i <= NF; i++) if ($i ~ /^so:/) print $i }' /tmp/apks >/tmp/provides
status=0
scibids-needed --root /shipped --provides /tmp/provides usr/local >/needs/needed.tsv || status=$?
[ "$status" -le 1 ] || exit "$status"
sed -n 's/^\(so:[^	]*\).*/\1/p' /needs/needed.tsv >/tmp/wanted
sed -nE "s/^P:($wished)\$/\\1/p" /tmp/apks >>/tmp/wanted
sort -u -o /tmp/wanted /tmp/wanted
xargs apk add --quiet --root=/rootfs --initdb --no-cache --no-scripts \
	--keys-dir=/etc/apk/keys --repositories-file=/etc/apk/repositories "$@" </tmp/wanted
find /rootfs -path '*/apk/db/installed' -exec cp {} /needs/installed ';'
