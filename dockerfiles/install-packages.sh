#!/bin/sh
# install-packages [UV-OPTION...]: installs requirements.txt into /layer, as it will lie in the image.
# Bytecode is bound to its source by neither time nor hash, and all times are one: equal input, equal bytes.
set -eu
options=/run/secrets/index-options
[ ! -s "$options" ] || set -- "$@" --requirements "$options"
[ -z "$(ls /wheels)" ] || set -- "$@" --no-index --find-links /wheels
if [ -e uv.toml ]; then set -- "$@" --config-file uv.toml; else set -- "$@" --no-config; fi
uv pip install --quiet --no-deps --prefix /layer/usr/local --requirements requirements.txt "$@"
site=$(echo /layer/usr/local/lib/python3*/site-packages)
rm -f "$site"/*.dist-info/uv_cache.json /layer/usr/local/.lock
python3 -m compileall -qq -j 0 --invalidation-mode unchecked-hash -s /layer -p / "$site" || true
find /layer -exec touch -h -d @315532800 {} +
