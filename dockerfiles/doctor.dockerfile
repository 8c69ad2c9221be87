# Tests whether builds reach the network. Nothing is kept.
ARG BASE
FROM scratch AS scibids
FROM $BASE AS doctor
ARG NOW
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=bind,from=scibids,source=network.sh,target=/mnt/network.sh \
    sh /mnt/network.sh "$NOW"
