
# Everything but the app.
FROM settled AS packages
@root_layer@
COPY --link --from=bundled / /
@small_copies@
@preload@
