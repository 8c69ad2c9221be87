
# The installer: the tools that install and finish packages. It has no compiler.
FROM base AS installer
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=index --mount=type=bind,from=local-wheels,target=/wheels \
    --mount=type=bind,from=scibids,source=tools,target=/mnt \
    sh /mnt/install.sh
# uv asks the name server once per connection. Of a hundred questions at once some servers drop a part, and musl asks again after 2.5 s.
ENV UV_SYSTEM_CERTS=1 UV_LINK_MODE=copy UV_NO_PROGRESS=1 UV_CONCURRENT_DOWNLOADS=8 \
    UV_PYTHON=/usr/local/bin/python3 UV_PYTHON_DOWNLOADS=never
