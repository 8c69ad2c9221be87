# usage: apks.sh REQUEST OUT TARGET ARCH
# TARGET is the base image of the lock, of which nothing is run.
# REQUEST/apks has a line "PURPOSE NAME=VERSION [CHECKSUM]" for each apk of the lock, REQUEST/has "FILE CHECKSUM" for each that the kit
# has. OUT/apks gets the names of all files that apk would install for the purposes, and OUT/apk/ those of them that the kit lacks.
set -eu
request=$1 out=$2 target=$3 arch=$4
. /mnt/mirror.sh
use_mirror "$target/etc/apk"
of_target="--root $target --arch $arch"
mkdir -p "$out/apk" /tmp/kit/root
for index in /facts/*.tar.gz; do tar -xzOf "$index" APKINDEX; done |
	awk -F: '$1 == "C" { sum = $2 } $1 == "P" { name = $2 } $1 == "V" { version = $2 } !NF && name { print name "-" version ".apk", sum; name = "" }' |
	sort -u >/tmp/kit/index

if ! awk 'FILENAME == ARGV[1] { there[$1 " " $2] = 1; next } $3 { sub("=", "-", $2) } $3 && !(($2 ".apk " $3) in there) { bad = 1 } END { exit bad }' \
	/tmp/kit/index "$request/apks"; then
	echo 'scibids: the mirror has other packages than the lock under the same versions: run make lock' >&2
	exit 1
fi

# What apk would do: "(1/8) Installing musl (1.2.5-r0)", "(2/8) Upgrading zlib (1.3-r0 -> 1.3.1-r0)"
simulate() { # OPTION|APK...
	apk add --no-cache --simulate "$@" >/tmp/kit/said || { cat /tmp/kit/said >&2; exit 1; }
	sed -nE 's/^\( *[0-9]+\/[0-9]+\) (Installing|Upgrading|Downgrading|Replacing|Reinstalling) ([^ ]+) \((.* )?([^ )]+)\).*/\2=\4/p' /tmp/kit/said
}
apks_of() { awk -v purpose="$1" '$1 == purpose { print $2 }' "$request/apks"; }
# shellcheck disable=SC2046 # lists of words
if [ "$(cat "$request/final")" = base ]; then
	simulate $of_target $(apks_of rootfs)
else
	set -- --root=/tmp/kit/root --arch "$arch" --keys-dir="$target/etc/apk/keys" --repositories-file="$target/etc/apk/repositories"
	apk add --quiet --initdb --no-cache "$@"
	simulate "$@" $(apks_of rootfs)
fi >/tmp/kit/all
cut -d' ' -f1 "$request/apks" | grep -vx rootfs | sort -u >/tmp/kit/purposes || :
while read -r purpose; do
	# shellcheck disable=SC2046
	simulate $of_target $(apks_of toolbox) $(apks_of "$purpose") >>/tmp/kit/all
done </tmp/kit/purposes
sort -u /tmp/kit/all >/tmp/kit/needed
sed 's/=/-/; s/$/.apk/' /tmp/kit/needed >"$out/apks"

awk 'FILENAME == ARGV[1] { sum[$1] = $2; next } FILENAME == ARGV[2] { has[$1] = $2; next }
	{ file = $0; sub("=", "-", file); file = file ".apk" } !(file in has) || has[file] != sum[file]' \
	/tmp/kit/index "$request/has" /tmp/kit/needed >/tmp/kit/missing

# apk fetches by names, of which a mirror has one version; a kit may have several.
directory=/mirror/v$(cut -d. -f1,2 /etc/alpine-release)
if [ -d "$directory" ]; then
	sed 's/=/-/; s/$/.apk/' /tmp/kit/missing | while read -r file; do cp "$directory"/*/"$arch/$file" "$out/apk/" || exit; done
else
	# shellcheck disable=SC2086
	sed 's/=.*//' /tmp/kit/missing | xargs -r apk $of_target fetch --quiet --output "$out/apk"
fi
cd "$out/apk"
# shellcheck disable=SC2046
python3 -B /mnt/kit/checksums.py /tmp/kit/index $(sed 's/=/-/; s/$/.apk/' /tmp/kit/missing)
