
# A shell and its tools.
FROM base AS busybox
RUN --network=none --mount=type=bind,from=final,target=/final --mount=type=bind,from=scibids,source=busybox.sh,target=/mnt/busybox.sh \
    sh /mnt/busybox.sh
