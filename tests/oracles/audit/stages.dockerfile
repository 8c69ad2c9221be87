# As careful people write it: a base, a stage that builds, and one that has only what runs.
ARG BASE
FROM ${BASE} AS base
RUN --mount=type=bind,from=mirror,target=/mirror \
    cp /mirror/*.rsa.pub /etc/apk/keys/ && printf '%s\n' /mirror/v3.20/main /mirror/v3.20/community >/etc/apk/repositories && \
    apk add --no-cache yaml

FROM base AS builder
RUN --mount=type=bind,from=mirror,target=/mirror apk add --no-cache libffi-dev openssl-dev
RUN python3 -m venv /venv
COPY requirements.txt .
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    /venv/bin/pip install --quiet --no-cache-dir --disable-pip-version-check -r requirements.txt

FROM base
COPY --from=builder /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH
USER 65532:65532
