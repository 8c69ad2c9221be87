# As most people begin: pip on the base image.
ARG BASE
FROM ${BASE}
WORKDIR /app
COPY requirements.txt .
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    pip install --quiet --no-cache-dir --root-user-action=ignore --disable-pip-version-check -r requirements.txt
COPY . .
