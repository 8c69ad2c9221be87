
# The files that a kit lacks:  --build-context request=DIR
FROM scratch AS request

# Nothing of the kit's platform has to run on the machine that makes it.
FROM --platform=$BUILDPLATFORM @base@ AS kit-host

# The apks that the stages of an image add.
FROM kit-host AS kit-apks
ARG NOW
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=bind,from=mirror,target=/mirror \
    --mount=type=bind,from=base,target=/target,rw --mount=type=bind,from=request,target=/request \
    --mount=type=bind,from=scibids,source=index.sh,target=/mnt/index.sh --mount=type=bind,from=scibids,source=mirror.sh,target=/mnt/mirror.sh \
    --mount=type=bind,from=scibids,source=kit,target=/mnt/kit \
    sh /mnt/index.sh @platform@ "$NOW" /target @arch@ && sh /mnt/kit/apks.sh /request /kit /target @arch@

# Wheels and source packages, and what the installer installs first.
FROM kit-host AS kit-wheels
ARG NOW
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=index --mount=type=secret,id=index-options \
@variables@
    --mount=type=cache,id=scibids-kit,target=/cache --mount=type=bind,from=local-wheels,target=/wheels \
    --mount=type=bind,from=request,target=/request --mount=type=bind,from=scibids,source=tools,target=/mnt/tools \
    --mount=type=bind,from=scibids,source=kit,target=/mnt/kit \
    : "$NOW" && . /mnt/tools/secrets.sh && python3 -B /mnt/kit/download.py /request /cache /kit @arch@

FROM scratch AS kit
COPY --from=kit-apks /facts/ /index/
COPY --from=kit-apks /kit/ /
COPY --from=kit-wheels /kit/ /
