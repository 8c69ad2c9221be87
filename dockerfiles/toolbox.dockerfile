
# The toolbox for @platform@: the installer, compilers and headers. An image built before can replace it:  --build-arg TOOLBOX=IMAGE
FROM installer AS toolbox-build
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=bind,from=mirror,target=/mirror \
    --mount=type=bind,from=scibids,source=mirror.sh,target=/mnt/mirror.sh \
    . /mnt/mirror.sh && use_mirror /etc/apk && apk add --no-cache @toolbox_apks@
# Symbols and debug information would hold the name of a temporary directory, a different one in each build.
ENV LDFLAGS="-Wl,--strip-all"
