
# What is to be shipped, and the apks that it needs from Alpine.
FROM settled AS shipped
COPY --link --from=bundled / /
@small_copies@

# SCIBIDS's own directory, and the branch's signed indexes:  --build-context scibids=DIR --build-context index=DIR
FROM scratch AS scibids
FROM scratch AS index

FROM toolbox AS scibids-needed
WORKDIR /helpers
COPY --from=scibids helpers/needed.c /helpers/
COPY --from=scibids helpers/lib/ /helpers/lib/
RUN gcc -std=c11 -O2 -iquote lib -o /usr/local/bin/scibids-needed needed.c \
	lib/base/arena.c lib/base/die.c lib/base/file.c lib/base/str.c lib/elf/*.c

FROM scibids-needed AS needs-finder
RUN --mount=type=bind,from=mirror,target=/mirror \
    --mount=type=bind,from=shipped,target=/shipped \
    --mount=type=bind,from=index,target=/index \
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt <<'END'
set -eu
mkdir -p /needs /rootfs
for index in /index/*.tar.gz; do tar -xzOf "$index" APKINDEX; done >/tmp/apks
awk 'sub(/^p:/, "") { for (i = 1; i <= NF; i++) if ($i ~ /^so:/) print $i }' /tmp/apks >/tmp/provides
status=0
scibids-needed --root /shipped --provides /tmp/provides usr/local >/needs/needed.tsv || status=$?
[ "$status" -le 1 ] || exit "$status"
sed -n 's/^\(so:[^	]*\).*/\1/p' /needs/needed.tsv >/tmp/wanted
sed -nE 's/^P:(@wished@)$/\1/p' /tmp/apks >>/tmp/wanted
sort -u -o /tmp/wanted /tmp/wanted
xargs apk add --quiet --root=/rootfs --initdb --no-cache --no-scripts \
	--keys-dir=/etc/apk/keys --repositories-file=/etc/apk/repositories \
	@requested@ </tmp/wanted
find /rootfs -path '*/apk/db/installed' -exec cp {} /needs/installed ';'
END

FROM scratch AS needs
COPY --from=needs-finder /needs/ /
