
# The root file system: only what was proved to be needed, with apk's own database of it.
FROM toolbox AS rootfs
RUN --mount=type=bind,from=mirror,target=/mirror \
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt <<'END'
set -eu
apk add --root=/layer --initdb --no-cache --no-scripts \
	--keys-dir=/etc/apk/keys --repositories-file=/etc/apk/repositories \
	@runtime_apks@
database=$(find /layer -path '*/apk/db/installed')
awk -F: '$1 == "C" { sum = $2 } $1 == "P" { print $2, sum }' "$database" >/tmp/installed
cat >/tmp/locked <<'LOCKED'
@checksums@
LOCKED
sort -o /tmp/installed /tmp/installed
sort -o /tmp/locked /tmp/locked
cmp -s /tmp/locked /tmp/installed || {
	echo 'scibids: the mirror has other packages than the lock under the same versions: run make lock' >&2
	exit 1
}
END
COPY --from=init /layer/ /layer/
COPY --from=base /etc/os-release /etc/alpine-release /layer/etc/
WORKDIR /layer
RUN <<'END'
set -eu
echo 'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin' >>etc/passwd
echo 'nonroot:x:65532:' >>etc/group
mkdir -p app home/nonroot tmp
chown 65532:65532 home/nonroot
chmod 1777 tmp
rm -rf var/cache/apk/* lib/apk/db/scripts.tar* lib/apk/db/lock etc/apk/keys etc/apk/repositories dev/*
find . -exec touch -h -d @315532800 {} +
END
