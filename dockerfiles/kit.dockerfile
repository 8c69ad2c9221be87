
# The files that a kit lacks:  --build-context request=DIR
FROM scratch AS request

# The apks that the stages of an image add.
FROM facts AS kit-apks
ARG NOW
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=bind,from=mirror,target=/mirror \
    --mount=type=bind,from=request,target=/request --mount=type=bind,from=scibids,source=mirror.sh,target=/media/mirror.sh \
    --mount=type=bind,from=scibids,source=kit,target=/mnt/kit \
    : "$NOW" && sh /mnt/kit/apks.sh /request /kit

# Wheels and source packages, and what the installer installs first.
FROM base AS kit-wheels
ARG NOW
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=index --mount=type=secret,id=index-options \
@variables@
    --mount=type=cache,id=scibids-kit,target=/cache --mount=type=bind,from=local-wheels,target=/wheels \
    --mount=type=bind,from=request,target=/request --mount=type=bind,from=scibids,source=tools,target=/mnt/tools \
    --mount=type=bind,from=scibids,source=kit,target=/mnt/kit \
    : "$NOW" && . /mnt/tools/secrets.sh && python3 -B /mnt/kit/download.py /request /cache /kit

FROM scratch AS kit
COPY --from=kit-apks /facts/ /index/
COPY --from=kit-apks /kit/ /
COPY --from=kit-wheels /kit/ /
