
# All packages, and the apks that they need from Alpine.
FROM settled AS shipped
COPY --link --from=bundled / /
@small_copies@

# The sources of SCIBIDS's helpers, and the branch's signed indexes:  --build-context helpers=DIR --build-context index=DIR
FROM scratch AS helpers
FROM scratch AS index

FROM toolbox AS scibids-needed
RUN --mount=type=bind,from=helpers,target=/helpers cd /helpers && \
    gcc -std=c11 -O2 -iquote lib -o /usr/local/bin/scibids-needed needed.c \
        lib/base/arena.c lib/base/die.c lib/base/file.c lib/base/str.c lib/elf/*.c

FROM scibids-needed AS needs-finder
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=bind,from=mirror,target=/mirror \
    --mount=type=bind,from=shipped,target=/shipped --mount=type=bind,from=index,target=/index \
    --mount=type=bind,from=scibids,source=needs.sh,target=/mnt/needs.sh \
    sh /mnt/needs.sh '@wished@' @requested@

FROM scratch AS needs
COPY --from=needs-finder /needs/ /
