# What an expert makes of uv's guide: the heavy requirements in a stage and a layer of their own, beside the others', each
# installed from a compiled list; linked copies, so that no layer waits for the one below; the app last, never installed.
ARG BASE
ARG UV
FROM scratch AS mirror
FROM ${UV} AS uv
FROM ${BASE} AS install
COPY --link --from=uv /uv /bin/
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_PROGRESS=1 \
    UV_PYTHON_DOWNLOADS=never \
    UV_SYSTEM_CERTS=1 \
    VIRTUAL_ENV=/venv
ARG APK
ARG BUILD_APKS
ARG RUN_APKS
# apks of the project
RUN --mount=type=bind,from=mirror,target=/mirror --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt ${APK} ${RUN_APKS} ${BUILD_APKS}

FROM install AS heavy
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=secret,id=index,env=UV_DEFAULT_INDEX \
    --mount=type=cache,target=/root/.cache/uv \
    --mount=type=bind,source=heavy.txt,target=/heavy.txt \
    uv venv --quiet /venv && uv pip install --no-deps --require-hashes -r /heavy.txt

FROM install AS rest
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=secret,id=index,env=UV_DEFAULT_INDEX \
    --mount=type=cache,target=/root/.cache/uv \
    --mount=type=bind,source=rest.txt,target=/rest.txt \
    uv venv --quiet /venv && uv pip install --no-deps --require-hashes -r /rest.txt

FROM ${BASE}
ENV PATH=/venv/bin:$PATH
WORKDIR /app
ARG APK
ARG RUN_APKS
# apks of the project
RUN --mount=type=bind,from=mirror,target=/mirror --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt ${APK} ${RUN_APKS}
COPY --link --from=heavy /venv /venv
COPY --link --from=rest /venv /venv
COPY --link app /app/app
USER 65532:65532
CMD ["python3", "-m", "app"]
