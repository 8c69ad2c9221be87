
# The proof: as the image's own user and without network, it imports every package, loads every library and program and starts
# every console script. Only what passes goes on.
FROM packages AS proof
USER 65532:65532
RUN --network=none --mount=type=bind,from=trimmed,target=/trimmed \
    --mount=type=bind,from=scibids,source=proof,target=/mnt \
    ["/usr/local/bin/python3", "-B", "-I", "/mnt/prove.py", "/trimmed/known.json", "/trimmed", "/tmp/proved"]
