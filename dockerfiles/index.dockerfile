# What the base image is, and which packages its Alpine branch has now.
ARG BASE
FROM scratch AS mirror
FROM ${BASE} AS base

FROM base AS facts
ARG NOW
ARG TARGETPLATFORM
RUN --mount=type=bind,from=mirror,target=/mirror <<'END'
set -eu
alpine=$(cut -d. -f1,2 /etc/alpine-release)
mkdir /facts
if [ -d "/mirror/v$alpine" ]; then
	cp /mirror/*.rsa.pub /etc/apk/keys/
	printf '%s\n' "/mirror/v$alpine/main" "/mirror/v$alpine/community" >/etc/apk/repositories
fi
apk update --quiet
n=0
for repository in $(grep -v '^#' /etc/apk/repositories); do
	n=$((n + 1))
	if [ -d "$repository" ]; then
		cp "$repository/$(apk --print-arch)/APKINDEX.tar.gz" "/facts/$n.APKINDEX.tar.gz"
	fi
done
[ -e /facts/1.APKINDEX.tar.gz ] || for index in /var/cache/apk/APKINDEX.*.tar.gz; do cp "$index" "/facts/${index##*/APKINDEX.}"; done
{
	python3 -c 'import platform; print("python:", platform.python_version())'
	printf 'alpine: "%s"\nplatform: %s\ntime: "%s"\n' "$alpine" "$TARGETPLATFORM" "$NOW"
} >/facts/facts.yaml
END

FROM scratch AS index
COPY --from=facts /facts/ /
