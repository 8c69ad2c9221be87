# Installs the tools with which stages install packages.
set -eu
tools=${0%/*}
. "$tools/secrets.sh"
[ -z "${UV_DEFAULT_INDEX-}" ] || export PIP_INDEX_URL="$UV_DEFAULT_INDEX"
# A kit that has them is used without a network.
[ -z "$(find /wheels -name 'uv-*.whl')" ] || set -- --no-index
# The base image has no bytecode: without it, each stage that starts Python compiles what it imports. This leaves what they do import, while
# the tools are fetched.
env -u PYTHONDONTWRITEBYTECODE python3 -c 'import base64, collections, concurrent.futures.thread, csv, datetime, email.parser, fnmatch
import functools, glob, hashlib, json, mmap, multiprocessing.pool, netrc, os, pathlib, py_compile, re, shutil, stat, struct, subprocess
import sysconfig, tomllib, urllib.request, uuid
sysconfig.get_config_vars()' &
bytecode=$!
python3 -B "$tools/fetch.py" "$tools/tools.txt" "$@" ||
	pip install --quiet --no-cache-dir --root-user-action=ignore --disable-pip-version-check --no-compile \
		--find-links /wheels --require-hashes --requirement "$tools/tools.txt" "$@"
wait "$bytecode"
env -u PYTHONDONTWRITEBYTECODE python3 -c 'import packaging.markers, packaging.pylock, packaging.tags, packaging.utils'
mkdir /build && cp "$tools/secrets.sh" /build/
