
# The root file system: the base image, and the apks that the image needs, added by the base image's own apk.
FROM base AS rootfs
RUN --mount=type=secret,id=ca --mount=type=tmpfs,target=/tmp --mount=type=bind,from=locked-mirror,target=/mirror \
    --mount=type=bind,from=scibids,source=rootfs,target=/mnt --mount=type=bind,from=scibids,source=mirror.sh,target=/media/mirror.sh \
    --mount=type=bind,from=scibids,source=start,target=/opt \
    sh /mnt/on-base.sh <<'END'
@runtime_apks@
END
