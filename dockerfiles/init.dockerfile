
# The first process, which hands signals on to the app.
FROM toolbox AS init
COPY <<'END' /build/init.c
@init@
END
RUN mkdir -p /layer/usr/libexec && gcc -std=c11 -Os -s -o /layer/usr/libexec/scibids-init init.c && \
    find /layer -exec touch -h -d @315532800 {} +
