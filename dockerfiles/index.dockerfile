
# Facts about the base image, and the current indexes of its Alpine branch.
FROM base AS facts
ARG NOW
ARG TARGETPLATFORM
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=bind,from=locked-mirror,target=/mirror \
    --mount=type=bind,from=scibids,source=index.sh,target=/mnt/index.sh \
    --mount=type=bind,from=scibids,source=mirror.sh,target=/mnt/mirror.sh \
    sh /mnt/index.sh "$TARGETPLATFORM" "$NOW"

FROM scratch AS index
COPY --from=facts /facts/ /
