#!/bin/sh
# install-packages [UV-OPTION...]: installs requirements.txt into /layer, as it will lie in the image.
set -eu
cd /build
options=/run/secrets/index-options
. /build/secrets.sh
[ ! -s "$options" ] || set -- "$@" --requirements "$options"
[ -z "$(ls /wheels)" ] || set -- "$@" --no-index --find-links /wheels
# The project's configuration of uv's indexes. Top-level keys come before the table in uv.toml.
config=/tmp/uv.toml
{ sed -n 's/^#uv //p' "$options" 2>/dev/null || :; cat uv.toml 2>/dev/null || :; } >"$config"
if [ -s "$config" ]; then set -- "$@" --config-file "$config"; else set -- "$@" --no-config; fi
# The wheels that a build backend is run with, all by hash
[ ! -e environment.txt ] || set -- "$@" --build-constraints environment.txt --require-build-hashes --preview-features build-dependency-hashes
# The hash fixes the file, whichever index has it.
case " $* " in *' --require-hashes --no-build '*) set -- "$@" --index-strategy unsafe-best-match ;; esac
# Who waits sees what a build backend prints. Not all of it: the builder keeps 2 MiB of what a step prints, and of a build that failed uv
# repeats everything.
# shellcheck disable=SC3040 # busybox has it
set -o pipefail
install() { # UV-OPTION...
	RUST_LOG=uv_build_frontend=debug uv pip install --no-deps --prefix /layer/usr/local --requirements requirements.txt "$@" 2>&1 | awk '
		BEGIN { left = 40; then = systime() }
		/^ [+] / { next }
		/^DEBUG / {
			left += (systime() - then) / 2
			then = systime()
			if (left > 40) left = 40
			if (left < 1) next
			left--
			$0 = substr($0, 7, 200)
		}
		{ print; fflush() }'
}
install "$@"
# uv installs several packages at a time: where two have a file of one name, either may stay. One at a time, it is the same each time.
if awk -F, '$1 in hash && hash[$1] != $2 { two = 1; exit } { hash[$1] = $2 } END { exit !two }' /layer/usr/local/lib/python3*/site-packages/*.dist-info/RECORD; then
	rm -rf /layer/usr/local
	export UV_CONCURRENT_INSTALLS=1
	install "$@"
fi
rm -f "$config" /layer/usr/local/lib/python3*/site-packages/*.dist-info/uv_cache.json /layer/usr/local/.lock
