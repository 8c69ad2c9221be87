
# The request:  --build-context request=DIR
FROM scratch AS request

# The artifact of each requirement for this interpreter and platform.
FROM @from@ AS resolver
ARG NOW
ARG DIRECTORY=.
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=index --mount=type=secret,id=index-options \
@variables@
@mirror@
    --mount=type=cache,id=scibids-uv,target=/root/.cache/uv --mount=type=bind,from=local-wheels,target=/wheels \
    --mount=type=bind,from=request,target=/request --mount=type=bind,target=/requirements,rw \
    --mount=type=bind,from=scibids,source=resolve,target=/mnt/resolve --mount=type=bind,from=scibids,source=kit,target=/mnt/kit \
    : "$NOW" && . /build/secrets.sh && cd "/requirements/$DIRECTORY" && python3 -B /mnt/resolve/resolve.py /request/request.json /resolution

FROM scratch AS resolution
COPY --from=resolver /resolution/ /

# Both at once.
FROM scratch AS refresh
COPY --from=facts /facts/ /index/
COPY --from=resolver /resolution/ /resolution/
