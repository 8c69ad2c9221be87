#!/bin/sh
# Any runner with docker and buildx. usage: image.sh check | push   in the project, with SCIBIDS_REGISTRY in the environment.
# `check` is for what anybody may send: it reads the cache, and writes and pushes nothing. `push` wants a login of docker's.
set -eu
: "${SCIBIDS_REGISTRY:?where to push to, such as registry.example:5000/team}"
# docker's own builder cannot write a cache to a registry.
docker buildx inspect scibids-ci >/dev/null 2>&1 || docker buildx create --name scibids-ci >/dev/null
export BUILDX_BUILDER=scibids-ci SCIBIDS_LOCKED=1 SCIBIDS_CACHE="$SCIBIDS_REGISTRY/cache"
case ${1-} in
check) make image SCIBIDS_CACHE_TO= ;;
push) make image-push SCIBIDS_TAGS="${SCIBIDS_TAGS-latest}" ;;
*) echo 'usage: image.sh check | push' >&2 && exit 2 ;;
esac
