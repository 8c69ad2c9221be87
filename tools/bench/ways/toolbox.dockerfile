# Three stages: a toolbox with compilers, which is an image in the store, an environment made in it, and the image.
ARG BASE
ARG TOOLBOX=toolbox-build
FROM scratch AS mirror
FROM ${BASE} AS toolbox-build
ARG APK
RUN --mount=type=bind,from=mirror,target=/mirror --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    ${APK} build-base linux-headers pkgconf libffi-dev

FROM ${TOOLBOX} AS build
RUN python -m venv /venv
WORKDIR /build
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=secret,id=index,env=PIP_INDEX_URL \
    --mount=type=secret,id=trusted,env=PIP_TRUSTED_HOST \
    --mount=type=cache,target=/root/.cache/pip \
    --mount=type=bind,source=requirements.txt,target=requirements.txt \
    /venv/bin/pip install -r requirements.txt

FROM ${BASE}
ARG APK
ARG RUN_APKS
# apks of the project
RUN --mount=type=bind,from=mirror,target=/mirror --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt ${APK} ${RUN_APKS}
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH
WORKDIR /app
COPY . .
USER 65532:65532
CMD ["python3", "-m", "app"]
