#!/bin/sh
# install-packages [UV-OPTION...]: installs requirements.txt into /layer, as it will lie in the image.
set -eu
options=/run/secrets/index-options
[ ! -s "$options" ] || set -- "$@" --requirements "$options"
[ -z "$(ls /wheels)" ] || set -- "$@" --no-index --find-links /wheels
if [ -e uv.toml ]; then set -- "$@" --config-file uv.toml; else set -- "$@" --no-config; fi
uv pip install --quiet --no-deps --prefix /layer/usr/local --requirements requirements.txt "$@"
rm -f /layer/usr/local/lib/python3*/site-packages/*.dist-info/uv_cache.json /layer/usr/local/.lock
