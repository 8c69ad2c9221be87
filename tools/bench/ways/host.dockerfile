# uv and the interpreter that locks are for, as on a developer's machine; and the image that uv's guide copies it from.
ARG BASE
FROM ${BASE} AS host
ARG VERSION
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    pip install --quiet --root-user-action=ignore uv==${VERSION}

FROM scratch
COPY --from=host /usr/local/bin/uv /uv
