# Installs the tools with which stages install packages.
set -eu
tools=${0%/*}
. "$tools/secrets.sh"
[ -z "${UV_DEFAULT_INDEX-}" ] || export PIP_INDEX_URL="$UV_DEFAULT_INDEX"
# A kit that has them is used without a network.
[ -z "$(find /wheels -name 'uv-*.whl')" ] || set -- --no-index
# The base image has no bytecode: without it, each stage that starts Python compiles what it imports. What they import, and fetch.py does
# not, is compiled while that fetches the tools.
unset PYTHONDONTWRITEBYTECODE
python3 -c 'import base64, csv, fnmatch, functools, glob, mmap, multiprocessing.pool, netrc, pathlib, platform, py_compile
import subprocess, tomllib, uuid' &
bytecode=$!
python3 "$tools/fetch.py" "$tools/tools.txt" "$@" ||
	pip install --quiet --no-cache-dir --root-user-action=ignore --disable-pip-version-check --no-compile \
		--find-links /wheels --require-hashes --requirement "$tools/tools.txt" "$@"
wait "$bytecode"
python3 -c 'import packaging.licenses, packaging.pylock, packaging.requirements, packaging.tags'
mkdir /build && cp "$tools/secrets.sh" /build/
