
FROM toolbox AS @stage@
COPY <<'END' /build/requirements.txt
@requirements@
END
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=index,env=UV_DEFAULT_INDEX \
    --mount=type=secret,id=index-options \
@variables@
@project@
    --mount=type=bind,from=local-wheels,target=/wheels \
    --mount=type=bind,from=finish,target=/finish \
    --mount=type=cache,id=scibids-uv,target=/root/.cache/uv \
    install-packages --require-hashes --no-build && \
    python3 -B /finish/finish.py packages @trim@ /layer /trimmed/@stage@.tsv@keep@
