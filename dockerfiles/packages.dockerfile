
# All but the app.
FROM settled AS packages
COPY --link --from=@root_layer@ /layer/ /
COPY --link --from=bundled / /
@small_copies@
@preload@
