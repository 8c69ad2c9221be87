# Two stages, as uv's guide for Docker has them: cache mount, bytecode, the project installed as non-editable, the
# environment copied. uv itself is an image in the store.
ARG BASE
ARG UV
FROM scratch AS mirror
FROM ${UV} AS uv
FROM ${BASE} AS builder
COPY --from=uv /uv /bin/
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never \
    UV_SYSTEM_CERTS=1
WORKDIR /app
ARG APK
ARG BUILD_APKS
ARG RUN_APKS
# apks of the project
RUN --mount=type=bind,from=mirror,target=/mirror --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt ${APK} ${RUN_APKS} ${BUILD_APKS}
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=secret,id=index,env=UV_DEFAULT_INDEX \
    --mount=type=cache,target=/root/.cache/uv \
    --mount=type=bind,source=uv.lock,target=uv.lock \
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \
    uv sync --locked --no-install-project --no-editable
COPY . /app
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=secret,id=index,env=UV_DEFAULT_INDEX \
    --mount=type=cache,target=/root/.cache/uv \
    uv sync --locked --no-editable

FROM ${BASE}
ARG APK
ARG RUN_APKS
# apks of the project
RUN --mount=type=bind,from=mirror,target=/mirror --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt ${APK} ${RUN_APKS}
COPY --from=builder --chown=65532:65532 /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH
USER 65532:65532
CMD ["python3", "-m", "app"]
