# Installs what stages install packages with.
set -eu
pip install --quiet --no-cache-dir --root-user-action=ignore --disable-pip-version-check --no-compile \
	--find-links /wheels --require-hashes --requirement "${0%/*}/tools.txt"
# The base image has no bytecode: without it, each stage that starts Python compiles what it imports.
python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash /usr/local/lib/python3*
