
# The interpreter, without what a running program has no use for.
FROM base AS interpreter
COPY --from=base /usr/local /layer/usr/local
RUN --network=none --mount=type=bind,from=scibids,source=finish,target=/mnt/finish \
    python3 -B /mnt/finish/finish.py interpreter @trim@ /layer /trimmed/interpreter.tsv@keep@
