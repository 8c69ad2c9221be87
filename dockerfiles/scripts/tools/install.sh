# Installs the tools with which stages install packages.
set -eu
tools=${0%/*}
. "$tools/secrets.sh"
[ -z "${UV_DEFAULT_INDEX-}" ] || export PIP_INDEX_URL="$UV_DEFAULT_INDEX"
# A kit that has them is used without a network.
[ -z "$(find /wheels -name 'uv-*.whl')" ] || set -- --no-index
python3 -B "$tools/fetch.py" "$tools/tools.txt" "$@" ||
	pip install --quiet --no-cache-dir --root-user-action=ignore --disable-pip-version-check --no-compile \
		--find-links /wheels --require-hashes --requirement "$tools/tools.txt" "$@"
mkdir /build && cp "$tools/secrets.sh" /build/
# The base image has no bytecode: without it, each stage that starts Python compiles what it imports. This leaves what they do import.
unset PYTHONDONTWRITEBYTECODE
python3 -c 'import base64, collections, concurrent.futures.thread, csv, datetime, fnmatch, functools, glob, hashlib, json, mmap
import multiprocessing.pool, netrc, os, pathlib, py_compile, re, shutil, stat, struct, subprocess, tomllib, urllib.request, uuid
import email.parser, packaging.markers, packaging.pylock, packaging.tags, packaging.utils'
