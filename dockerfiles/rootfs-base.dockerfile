
# The root file system: the base image, with what was proved to be needed added by its own apk.
FROM base AS rootfs
RUN --mount=type=bind,from=mirror,target=/mirror \
    --mount=type=bind,from=toolbox,source=/etc/apk,target=/mnt \
    --mount=type=tmpfs,target=/tmp \
    --mount=type=secret,id=ca <<'END'
set -eu
database=$(find / -xdev -path '*/apk/db/installed')
installed() { awk -F: '$1 == "C" { sum = $2 } $1 == "P" { print $2, sum }' "$database"; }
touch -d "@$(($(date +%s) - 2))" /tmp/start
installed >/tmp/before
[ ! -e /run/secrets/ca ] || export SSL_CERT_FILE=/run/secrets/ca
apk add --no-cache --keys-dir=/mnt/keys --repositories-file=/mnt/repositories \
	@runtime_apks@
installed >/tmp/after
cat >/tmp/locked <<'LOCKED'
@checksums@
LOCKED
awk 'FILENAME == ARGV[1] { was[$0]; next } FILENAME == ARGV[2] { sum[$1] = $2; next }
	!($0 in was) && $1 in sum && sum[$1] != $2 { wrong = 1 } END { exit wrong }' /tmp/before /tmp/locked /tmp/after || {
	echo 'scibids: the mirror has other packages than the lock under the same versions: run make lock' >&2
	exit 1
}
# The versions are the lock's: whoever adds to this image is not held to them.
sed -i 's/[=<>~].*//' /etc/apk/world
echo 'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin' >>/etc/passwd
echo 'nonroot:x:65532:' >>/etc/group
mkdir -p /home/nonroot
chown 65532:65532 /home/nonroot
find / -xdev -newer /tmp/start -exec touch -h -d @315532800 {} + 2>/dev/null || true
END
