
# All but the app.
FROM scratch AS packages
WORKDIR /app
COPY --link --from=rootfs /layer/ /
COPY --link --from=interpreter /layer/ /
@copies@
