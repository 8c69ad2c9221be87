
# @package@@version@ is built (@source@): @reason@.
FROM toolbox AS @stage@
@apk_add@
@env@
@build_requires@
COPY <<'END' /build/requirements.txt
@requirement@
END
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=index --mount=type=secret,id=index-options \
@variables@
@project@
    --mount=type=bind,from=local-wheels,target=/wheels \
    --mount=type=secret,id=memory --mount=type=cache,id=scibids-turns,target=/run/turns \
    --mount=type=bind,from=scibids,source=turn.py,target=/mnt/turn.py \
    --mount=type=bind,from=scibids,source=install-packages.sh,target=/mnt/install-packages.sh \
    @prepare@python3 -B /mnt/turn.py sh /mnt/install-packages.sh --no-cache@options@
RUN --network=none --mount=type=bind,from=scibids,source=finish,target=/mnt/finish \
    python3 -B /mnt/finish/finish.py packages @trim@ /layer /trimmed/@stage@.tsv@keep@
