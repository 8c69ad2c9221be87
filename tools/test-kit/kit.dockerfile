# What the self-made kit compiles, and its base image. Contexts: root (an Alpine root), compiler, kit (this directory), sources;
# python (its source), and for the image, mirror. Arguments: PYTHON, PYTHON_VERSION (3.13, 3.13.5).
FROM scratch AS compiled
COPY --from=root / /
COPY --from=compiler / /
RUN --mount=type=bind,from=kit,source=compile.sh,target=/kit/compile.sh --mount=type=bind,from=sources,target=/sources sh /kit/compile.sh libraries /sources
ARG PYTHON
RUN --mount=type=bind,from=kit,source=compile.sh,target=/kit/compile.sh --mount=type=bind,from=sources,target=/sources \
    --mount=type=bind,from=python,target=/python sh /kit/compile.sh python /sources "$PYTHON"

FROM scratch AS made
COPY --from=compiled /made/ /
COPY --from=compiled /usr/lib/zig/cache/ /cache/

# The packages that Alpine's small root and the official image have.
FROM scratch AS packages
COPY --from=root / /
RUN --mount=type=bind,from=mirror,target=/mirror \
    mkdir -p /base/etc/apk/keys && cp /mirror/*.rsa.pub /etc/apk/keys/ && cp /mirror/*.rsa.pub /base/etc/apk/keys/ && \
    apk add --quiet --root /base --initdb --no-cache --no-scripts --repositories-file /dev/null -X /mirror/v3.23/main \
        alpine-baselayout alpine-keys alpine-release apk-tools busybox ca-certificates musl-utils && \
    chroot /base /bin/busybox --install -s && chmod 1777 /base/tmp /base/var/tmp && cp /etc/apk/repositories /base/etc/apk/ && rm /base/etc/apk/keys/scibids-*
COPY --from=made /python/ /base/
RUN --mount=type=bind,from=mirror,target=/mirror \
    needs=$(find /base/usr/local -type f | xargs scanelf --needed --nobanner --format '%n#p' | tr ',' '\n' | \
        sed -n '/^libc\.so$/d; /^libpython/d; s/^lib/so:&/p' | sort -u) && \
    apk add --quiet --root /base --no-cache --no-scripts --repositories-file /dev/null -X /mirror/v3.23/main --virtual .python-rundeps $needs

FROM scratch AS image
ARG PYTHON_VERSION
COPY --from=packages /base/ /
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 PYTHON_VERSION=$PYTHON_VERSION
CMD ["python3"]
