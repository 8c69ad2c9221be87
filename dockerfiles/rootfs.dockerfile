
# The root file system: only the apks that the image needs, with apk's own database of them.
FROM base AS rootfs
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=bind,from=locked-mirror,target=/mirror \
    --mount=type=bind,from=scibids,source=rootfs,target=/mnt --mount=type=bind,from=scibids,source=mirror.sh,target=/media/mirror.sh \
    --mount=type=bind,from=scibids,source=start,target=/opt \
    sh /mnt/from-nothing.sh@zones@ <<'END'
@runtime_apks@
END
