
# That the proof has passed, apart from the packages, which a builder need not fetch for it out of a cache.
FROM scratch AS proved
COPY --from=proof /tmp/proved/ /

# The app, with times that depend on nothing. It is made while the proof runs, and waits for it.
FROM base AS app-files
COPY . /layer/app/
RUN --network=none chmod -R a-s,u+rwX,go+rX,go-w /layer && find /layer -exec touch -h -d @315532800 {} +

# Nothing that it imports was trimmed.
FROM base AS app-imports
RUN --network=none --mount=type=bind,from=trimmed,target=/trimmed --mount=type=bind,from=app-files,source=/layer/app,target=/app \
    --mount=type=bind,from=scibids,source=proof,target=/mnt python3 -IB /mnt/app_imports.py /trimmed /app /proved

FROM app-files AS app
COPY --from=proved / /layer/
COPY --from=app-imports /proved/ /layer/
