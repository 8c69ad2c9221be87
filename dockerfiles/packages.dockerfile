
# What several packages bring: one copy for all.
FROM scratch AS bundled
@bundled@

# All but the app.
FROM @root@ AS packages
WORKDIR /app
@root_copies@
COPY --link --from=bundled / /
@copies@
