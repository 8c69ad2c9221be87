# One stage, as Docker's guide for Python has it: pip with a cache mount, requirements before the app, a user of its own.
ARG BASE
FROM scratch AS mirror
FROM ${BASE}
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /app
RUN adduser --disabled-password --gecos "" --home /nonexistent --shell /sbin/nologin --no-create-home --uid 10001 appuser
ARG APK
ARG BUILD_APKS
ARG RUN_APKS
# apks of the project
RUN --mount=type=bind,from=mirror,target=/mirror --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt ${APK} ${RUN_APKS} ${BUILD_APKS}
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=secret,id=index,env=PIP_INDEX_URL \
    --mount=type=secret,id=trusted,env=PIP_TRUSTED_HOST \
    --mount=type=cache,target=/root/.cache/pip \
    --mount=type=bind,source=requirements.txt,target=requirements.txt \
    python -m pip install -r requirements.txt
USER appuser
COPY . .
CMD ["python3", "-m", "app"]
