# Sourced by the cases: a small project as make leaves it, and scibids-explain on it.
export DIGEST=0000000000000000000000000000000000000000000000000000000000000000
mkdir -p out app fragments/scripts/finish fragments/packages yours

hash_of() { printf '%s' "$1" | sha256sum | cut -c1-64; }
lock() { # IDNA-VERSION APK-VERSION
	cat >scibids.lock <<END
lock-version: 2
platform: linux/amd64
python: "3.13.5"
alpine: "3.20"
created: "2026-11-25T00:00:0$1Z"
base-image: python:3.13-alpine3.20
base-digest: sha256:$(hash_of base)
toolbox:
  build-base: "0.5-r3"
inputs:
  requirements.txt: sha256:$(hash_of requirements)
packages:
  idna:
    version: "3.$1"
    source: wheel
    reason: a wheel fits
    artifact: idna-3.$1-py3-none-any.whl
    hash: sha256:$(hash_of "idna $1")
    size: 1
    group: small
  lz4:
    version: "4.4"
    source: sdist
    reason: no wheel fits
    artifact: lz4-4.4.tar.gz
    hash: sha256:$(hash_of lz4)
    size: 1
    group: lz4
    build:
      lz4-dev: "$2"
  six:
    version: "1.17"
    source: wheel
    reason: a wheel fits
    artifact: six-1.17-py3-none-any.whl
    hash: sha256:$(hash_of six)
    size: 1
    group: small
runtime:
  lz4-libs:
    version: "$2"
    origin: lz4
    checksum: Q1eQKVnHpd6tizTVuWT/ock11SyfA=
    needed-by:
      - so:liblz4.so.1 for x
  musl:
    version: "1.2.5-r0"
    origin: musl
    checksum: Q1JDiu68Ku0JBpfMqLk+MSiy/2S0U=
    needed-by:
      - so:libc.so for x
END
}
# Files are replaced and never written to, as make does it: the history has links to them.
put() { cat >"$1.tmp" && mv "$1.tmp" "$1"; }
dockerfile() { # as it would be stitched from the lock
	put out/Dockerfile <<END
ARG TOOLBOX=toolbox-build
FROM python:3.13@sha256:$DIGEST AS base
FROM base AS toolbox-build
RUN apk add build-base=0.5-r3
FROM \${TOOLBOX} AS toolbox
FROM scratch AS scibids
FROM toolbox AS build-lz4
RUN --mount=from=scibids,source=finish,target=/f $(sed -n 's/.*lz4-dev: /apk add lz4-dev=/p' scibids.lock)
FROM toolbox AS wheels-small
RUN install $(grep -o 'idna-3.*' scibids.lock)
FROM toolbox AS rootfs
RUN apk add $(sed -n '/^runtime/,$s/.*version: //p' scibids.lock | tr '\n' ' ')
FROM scratch AS packages
WORKDIR /app
COPY --from=rootfs /layer/ /
COPY --from=build-lz4 /layer/ /
COPY --from=wheels-small /layer/ /
FROM packages AS proof
RUN prove ${PROOF-}
FROM toolbox AS app
COPY . /layer/app/
RUN --mount=type=bind,from=proof true
FROM packages AS final
COPY --from=app /layer/ /
CMD $(sed -n 's/^SCIBIDS_CMD=//p' out/settings)
$(cat yours/final.dockerfile 2>/dev/null)
END
}
made() { # what make has made from the project
	dockerfile
	scibids-hash app --plain-modes --manifest out/app.files app >/dev/null
	scibids-hash key out/Dockerfile out/app.files out/labels | put out/key
}
explain() { # VERB OPTION...
	verb=$1
	shift
	scibids-explain "$verb" -d out -l scibids.lock -f fragments -u yours -H history "$@"
}
lock 7 1.9.4-r5
printf 'SCIBIDS_NAME=app\nSCIBIDS_CMD=python3 main.py\nSCIBIDS_ENV=\n' >out/settings
echo 'org.opencontainers.image.revision=aaa' >out/labels
echo 1 >app/main.py
for file in build.dockerfile final.dockerfile scripts/prove.py scripts/finish/trim.py needs.dockerfile packages/lz4.yaml; do echo 1 >"fragments/$file"; done
made
