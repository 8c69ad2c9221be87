
# The proof: every distribution is imported, every shared library loaded and every console script started, as the image's
# own user, without network. Only what passes gets on.
FROM scratch AS prove
COPY <<'END' /prove.py
@prove@
END
COPY <<'END' /known.json
@imports@
END
COPY --link --from=trimmed / /trimmed/

FROM packages AS proof
USER 65532:65532
RUN --network=none \
    --mount=type=bind,from=prove,target=/mnt \
    ["/usr/local/bin/python3", "-B", "-I", "/mnt/prove.py", "/mnt/known.json", "/mnt/trimmed", "/tmp/proved"]
