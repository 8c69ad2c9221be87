
# @package@@version@ is built (@source@): @reason@.
FROM toolbox AS @stage@
@apk_add@
@env@
@build_requires@
COPY <<'END' /build/requirements.txt
@requirement@
END
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=index,env=UV_DEFAULT_INDEX \
    --mount=type=secret,id=index-options \
@variables@
@project@
    --mount=type=bind,from=local-wheels,target=/wheels \
    @prepare@install-packages --no-cache@options@
RUN --mount=type=bind,from=finish,target=/finish \
    python3 -B /finish/finish.py packages @trim@ /layer /trimmed/@stage@.tsv@keep@
