
# The toolbox for @platform@: compilers, headers and uv. Stages start from it; nothing of it reaches the image.
FROM base AS toolbox-build
RUN --mount=type=bind,from=mirror,target=/mirror \
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt <<'END'
set -eu
if [ -d /mirror/v@alpine@ ]; then
	for key in /mirror/*.rsa.pub; do [ ! -e "$key" ] || cp "$key" /etc/apk/keys/; done
	printf '%s\n' /mirror/v@alpine@/main /mirror/v@alpine@/community >/etc/apk/repositories
fi
apk add --no-cache @toolbox_apks@
END
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=index,env=PIP_INDEX_URL \
    --mount=type=bind,from=local-wheels,target=/wheels <<'END'
pip install --quiet --no-cache-dir --root-user-action=ignore --disable-pip-version-check --no-compile \
	--find-links /wheels --require-hashes -r /dev/stdin <<'REQUIREMENTS'
@tools@
REQUIREMENTS
# The base image has no bytecode: without it, each stage that starts Python compiles what it imports.
python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash /usr/local/lib/python3*
END
COPY --chmod=755 <<'END' /usr/local/bin/install-packages
@install_packages@
END
# A linked file's symbols and debug information would hold the name of a temporary directory, another one each time.
ENV LDFLAGS="-Wl,--strip-all" \
    UV_SYSTEM_CERTS=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON=/usr/local/bin/python3 \
    UV_PYTHON_DOWNLOADS=never \
    UV_NO_PROGRESS=1
WORKDIR /build
