
# The bill of materials, as SPDX and as CycloneDX, read from the finished tree while the proof runs.
FROM installer AS sbom
COPY <<'END' /build/facts.json
@facts@
END
RUN --network=none --mount=type=bind,from=packages,target=/packages --mount=type=bind,from=base,target=/base \
    --mount=type=bind,from=scibids,source=sbom,target=/mnt \
    ["/usr/local/bin/python3", "-B", "/mnt/sbom.py", "/build/facts.json", "/packages", "/base", "/layer"]
