
# The bill of materials: what is in the image, as SPDX and as CycloneDX, read from the finished tree beside the proof.
FROM scratch AS sbom-maker
@files@
COPY <<'END' /facts.json
@facts@
END

FROM toolbox AS sbom
RUN --network=none \
    --mount=type=bind,from=packages,target=/packages \
    --mount=type=bind,from=base,target=/base \
    --mount=type=bind,from=sbom-maker,target=/mnt \
    ["/usr/local/bin/python3", "-B", "/mnt/sbom.py", "/mnt/facts.json", "/packages", "/base", "/layer"]
