
# The toolbox for @platform@: compilers, headers and uv. Stages start from it; nothing of it reaches the image.
FROM base AS toolbox-build
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=bind,from=mirror,target=/mirror \
    --mount=type=bind,from=scibids,source=toolbox.sh,target=/mnt/toolbox.sh \
    sh /mnt/toolbox.sh @alpine@ @toolbox_apks@
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=index,env=PIP_INDEX_URL --mount=type=bind,from=local-wheels,target=/wheels \
    --mount=type=bind,from=scibids,source=tools,target=/mnt \
    sh /mnt/install.sh
# Symbols and debug information would hold the name of a temporary directory, a different one in each build.
ENV LDFLAGS="-Wl,--strip-all" \
    UV_SYSTEM_CERTS=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON=/usr/local/bin/python3 \
    UV_PYTHON_DOWNLOADS=never \
    UV_NO_PROGRESS=1
WORKDIR /build
