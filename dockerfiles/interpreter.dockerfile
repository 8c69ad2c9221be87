
# The interpreter without what an image at run time has no use for.
FROM toolbox AS interpreter-build
COPY --from=base /usr/local /layer/usr/local
RUN --mount=type=bind,from=finish,target=/finish \
    python3 -B /finish/finish.py interpreter @trim@ /layer /trimmed/interpreter.tsv
