
# The app, with times that depend on nothing.
FROM toolbox AS app
COPY --chmod=u=rwX,go=rX . /layer/app/
RUN --mount=type=bind,from=proof,source=/tmp,target=/proof \
    test -s /proof/proof.json && find /layer -exec touch -h -d @315532800 {} +
