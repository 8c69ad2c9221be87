
FROM installer AS @stage@
COPY <<'END' /build/requirements.txt
@requirements@
END
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=index --mount=type=secret,id=index-options \
@variables@
@project@
    --mount=type=cache,id=scibids-uv,target=/root/.cache/uv --mount=type=bind,from=local-wheels,target=/wheels \
    --mount=type=bind,from=scibids,source=install-packages.sh,target=/mnt/install-packages.sh \
    --mount=type=bind,from=scibids,source=finish,target=/mnt/finish \
    sh /mnt/install-packages.sh --require-hashes --no-build && \
    python3 -B /mnt/finish/finish.py packages @trim@ /layer /trimmed/@stage@.tsv@keep@
