# usage: index.sh PLATFORM TIME [ROOT ARCH]
# Writes into /facts what the base image is, or that in ROOT, and the signed indexes of its Alpine branch.
set -eu
. /mnt/mirror.sh
root=${3-} arch=${4-$(apk --print-arch)}
use_mirror "$root/etc/apk"
alpine=$(cut -d. -f1,2 /etc/alpine-release)
mkdir /facts
if [ -n "$(ls /mirror)" ]; then
	n=0
	for repository in main community; do
		index=/mirror/v$alpine/$repository/$arch/APKINDEX.tar.gz
		n=$((n + 1))
		if [ ! -e "$index" ]; then
			echo "the mirror has no ${index#/mirror/}" >&2
			exit 1
		elif ! why=$(command apk --root "$root/" --repositories-file /dev/null verify "$index" 2>&1); then
			# apk 2: FILE: 1 - BAD signature; apk 3: FILE: BAD signature
			echo "the mirror's ${index#/mirror/} is not what one of its keys signed: ${why##*[:-] }" >&2
			exit 1
		fi
		cp "$index" "/facts/$n.APKINDEX.tar.gz"
	done
else
	# With --quiet, apk 2 does not say what is wrong, and of a certificate that nobody trusts only that something is not permitted.
	if ! why=$(apk --root "$root/" --arch "$arch" update 2>&1); then
		hint=''
		case $why in *certificate*) hint=" (a certificate is not trusted: set SCIBIDS_CA to your network's bundle)" ;; esac
		echo "the mirrors in the base image's /etc/apk/repositories give no index$hint: $(printf '%s\n' "$why" | grep -E 'WARNING|ERROR' | head -n 1)" >&2
		exit 1
	fi
	for index in "$root"/var/cache/apk/APKINDEX.*.tar.gz; do cp "$index" "/facts/${index##*/APKINDEX.}"; done
fi
{
	python3 -c 'import platform; print("python:", platform.python_version())'
	printf 'alpine: "%s"\nplatform: %s\narch: %s\ntime: "%s"\n' "$alpine" "$1" "$arch" "$2"
} >/facts/facts.yaml
