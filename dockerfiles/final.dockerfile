
FROM packages AS final
COPY --link --from=sbom /layer/ /
COPY --link --from=app /layer/ /
ENV PATH="@path@" LANG="C.UTF-8" HOME="/home/nonroot" \
    USER="nonroot" SSL_CERT_FILE="/etc/ssl/certs/ca-certificates.crt" TINI_VERBOSITY="0"
@env@
@labels@
USER 65532:65532
@entrypoint@
@cmd@
