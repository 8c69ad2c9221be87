# What a user can set, in the Makefile, the environment or on the command line.

## SCIBIDS_KIT: directory used in place of the network: images, apk, wheels, kit.mk
SCIBIDS_KIT ?=
_scibids_kit_mk := $(if $(SCIBIDS_KIT),$(wildcard $(SCIBIDS_KIT)/kit.mk))
-include $(_scibids_kit_mk)

## SCIBIDS_NAME: image name [the directory's name]
SCIBIDS_NAME ?= $(call _scibids_lowercase,$(notdir $(subst $(_scibids_space),-,$(CURDIR))))
## SCIBIDS_PYTHON: Python version, as in the base image's tag [3.13]
SCIBIDS_PYTHON ?= 3.13
## SCIBIDS_ALPINE: Alpine branch of the base image [3.22]
SCIBIDS_ALPINE ?= 3.22
## SCIBIDS_BASE: base image [python:PYTHON-alpineALPINE]
SCIBIDS_BASE ?= python:$(SCIBIDS_PYTHON)-alpine$(SCIBIDS_ALPINE)
## SCIBIDS_REQUIREMENTS: what to install [the first of pylock.toml, requirements.txt, pyproject.toml, requirements.in]
SCIBIDS_REQUIREMENTS ?= $(firstword $(wildcard pylock.toml requirements.txt pyproject.toml requirements.in \
	setup.py setup.cfg Pipfile environment.yml environment.yaml))
## SCIBIDS_EXTRAS: extras of pyproject.toml, uv.lock or pylock.toml to install
SCIBIDS_EXTRAS ?=
## SCIBIDS_GROUPS: dependency groups to install beside the default ones; -NAME leaves one of those out
SCIBIDS_GROUPS ?=
## SCIBIDS_WHEELS: newest: the newest release; prefer: the newest with a wheel, if any; only: nothing without a wheel [newest]
SCIBIDS_WHEELS ?= newest
## SCIBIDS_LOCK: lock file; commit it [scibids.lock]
SCIBIDS_LOCK ?= scibids.lock
## SCIBIDS_LOCKED: 1 makes a stale lock an error, for CI
SCIBIDS_LOCKED ?=
## SCIBIDS_APP: directory copied to /app; its .dockerignore applies [.]
SCIBIDS_APP ?= .
## SCIBIDS_CMD: command: words as for a shell, or a JSON array as in a Dockerfile
SCIBIDS_CMD ?=
## SCIBIDS_ENTRYPOINT: entrypoint, in the same forms
SCIBIDS_ENTRYPOINT ?=
## SCIBIDS_ENV: environment variables of the image, NAME=value ...
SCIBIDS_ENV ?=
## SCIBIDS_FINAL: what the image starts from: scratch, or base for the base image with its shell and apk [scratch]
SCIBIDS_FINAL ?= scratch
## SCIBIDS_LABELS: labels of the image, name=value ...
SCIBIDS_LABELS ?=
## SCIBIDS_LICENSES: SPDX expression for the image's licence label [the license of pyproject.toml]
SCIBIDS_LICENSES ?=
## SCIBIDS_REVISION: commit for the image's label; empty omits it and the repository's address [HEAD]
SCIBIDS_REVISION ?= HEAD
## SCIBIDS_PLATFORM: target platform, such as linux/arm64, or several with commas between: one lock, one image [the builder's]
SCIBIDS_PLATFORM ?=
## SCIBIDS_TOOLBOX_APKS: extra apks for the toolbox
SCIBIDS_TOOLBOX_APKS ?=
## SCIBIDS_RUNTIME_APKS: extra apks for the image
SCIBIDS_RUNTIME_APKS ?=
## SCIBIDS_MALLOC: the allocator: mimalloc, mimalloc-insecure, jemalloc or musl [mimalloc, where the branch has it]
SCIBIDS_MALLOC ?= mimalloc
## SCIBIDS_TRIM: how much to remove from packages of what a running program does not need: none, safe or hard [safe]
SCIBIDS_TRIM ?= safe
## SCIBIDS_KEEP: what not to trim: PACKAGE:PATTERN or PACKAGE:RULE ...; for the interpreter, PACKAGE is python
SCIBIDS_KEEP ?=
## SCIBIDS_STDLIB: what to keep of the standard library: source, bytecode, or auto [auto: source where a package reads it]
SCIBIDS_STDLIB ?= auto
## SCIBIDS_LAYERS: maximum number of package layers [24]
SCIBIDS_LAYERS ?= 24
## SCIBIDS_RECORDS: directory of your own package records, searched first
SCIBIDS_RECORDS ?=
## SCIBIDS_FRAGMENTS: directory of your own STAGE.dockerfile files, appended to the stages of those names
SCIBIDS_FRAGMENTS ?=
## SCIBIDS_CA: CA certificate bundle for the build's downloads [$SSL_CERT_FILE]
SCIBIDS_CA ?= $(if $(filter-out undefined,$(origin SSL_CERT_FILE)),$(SSL_CERT_FILE))
## SCIBIDS_INDEX_URL: package index in place of PyPI; credentials in it stay secret
SCIBIDS_INDEX_URL ?=
## SCIBIDS_NETRC: netrc file with the package index's credentials
SCIBIDS_NETRC ?=
## SCIBIDS_COMPRESSION: layer compression: zstd, or gzip for clients that cannot read zstd [zstd]
SCIBIDS_COMPRESSION ?= zstd
## SCIBIDS_ATTEST: 1 attaches the image's bill of materials as an attestation; needs docker's containerd image store
SCIBIDS_ATTEST ?=
## SCIBIDS_ENGINE: command of the engine: docker, podman 5 or nerdctl [docker]
SCIBIDS_ENGINE ?= docker
## SCIBIDS_BUILDER: buildx builder, if not the engine's own
SCIBIDS_BUILDER ?=
## SCIBIDS_BUILT: directory that keeps packages built from source, for all projects; empty keeps none [below ~/.cache]
SCIBIDS_BUILT ?= $(if $(XDG_CACHE_HOME)$(HOME),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/scibids/built)
## SCIBIDS_RUN: docker run options for image-run
SCIBIDS_RUN ?=
## SCIBIDS_OUT: directory for generated files [.scibids]
SCIBIDS_OUT ?= .scibids
## V: on the command line: 1 shows commands and all of the builder's output

# What the image is made of, and how it is built. The key depends on the former, and on what REVISION, FRAGMENTS and ATTEST add to the
# image. RUN and INDEX_URL may hold a password and are never written to a file.
_scibids_of_image := NAME PYTHON ALPINE BASE REQUIREMENTS EXTRAS GROUPS APP CMD ENTRYPOINT ENV FINAL LABELS LICENSES PLATFORM \
	TOOLBOX_APKS RUNTIME_APKS MALLOC TRIM KEEP STDLIB LAYERS WHEELS
_scibids_of_build := LOCK LOCKED REVISION RECORDS FRAGMENTS KIT CA NETRC COMPRESSION ENGINE BUILDER BUILT ATTEST REGISTRY TAGS CACHE CACHE_TO \
	AUDIT AUDIT_LEVEL AUDIT_AGE AUDIT_FORMAT AUDIT_FIXES ADVISORIES VEX
