#!/bin/sh
# `scibids-needed --dump` reads what readelf reads: from this machine's libraries, and from every object in real wheels for musl, which
# are kept in a cache. SCIBIDS_ALL_WHEELS=1 takes more than thirty packages.
set -u
cache=${XDG_CACHE_HOME:-$HOME/.cache}/scibids-tests
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0 bad=0 offline=

packages='markupsafe pyyaml msgpack psutil cffi greenlet pillow aiohttp'
[ -z "${SCIBIDS_ALL_WHEELS-}" ] || packages="$packages numpy pandas pyarrow scipy matplotlib lxml cryptography h5py shapely pyproj \
	polars-runtime-32 duckdb grpcio spacy statsmodels contourpy kiwisolver orjson pydantic-core rpds-py regex zstandard bcrypt pynacl \
	sqlalchemy thinc blis psycopg-binary psycopg2-binary scikit-image pyzmq tokenizers rtree pymupdf pikepdf av pyvips-binary lief"

result() { # STATUS TEXT
	n=$((n + 1))
	[ "$1" = 0 ] || bad=$((bad + 1))
	[ "$1" = 0 ] || printf 'not '
	printf 'ok %d - %s\n' "$n" "$2"
}

# readelf's words in our form
from_readelf() {
	awk '/^File: / { file = substr($0, 7) }
	{ kind = "" }
	/\(NEEDED\)/ { kind = "needed" }
	/\(SONAME\)/ { kind = "soname" }
	/\(RPATH\)/ { kind = "rpath" }
	/\(RUNPATH\)/ { kind = "runpath" }
	/Requesting program interpreter: / { kind = "interp"; sub(/.*interpreter: /, "["); }
	kind != "" { sub(/^[^[]*\[/, ""); sub(/\]$/, ""); print kind "\t" $0 "\t" file }' | LC_ALL=C sort -u
}

# Files below DIR that begin as ELF does
objects() { # DIR...
	python3 -c '
import os, stat, sys
for top in sys.argv[1:]:
    for dir, dirs, files in os.walk(top):
        for path in (os.path.join(dir, name) for name in files):
            if stat.S_ISREG(os.lstat(path).st_mode) and open(path, "rb").read(4) == b"\177ELF":
                print(path)' "$@" | LC_ALL=C sort
}

compare() { # WHAT, and the objects in list
	count=$(wc -l <list)
	: >diff
	# With two files readelf prints their names.
	xargs readelf -dlW /dev/null <list 2>/dev/null | from_readelf >readelf
	xargs "$SCIBIDS_HELPERS/scibids-needed" --dump <list >dump.raw 2>error
	status=$?
	LC_ALL=C sort -u dump.raw >dump
	[ "$count" -gt 0 ] && [ "$status" = 0 ] && diff readelf dump >diff
	same=$?
	result "$same" "$1: $((count)) objects as readelf reads them"
	[ "$same" = 0 ] || cat error diff | sed 's/^/# /' | head -n 20 >&2
}

fetch() { # PACKAGE: the path of its wheel
	name=$(printf '%s' "$1" | tr - _)
	wheel=$(ls "$cache/wheels/$name"-[0-9]*.whl 2>/dev/null | tail -n 1)
	if [ -z "$wheel" ] && [ -z "$offline" ]; then
		python3 -m pip download -q --retries 1 --timeout 20 --no-deps --only-binary :all: --implementation cp --python-version 3.13 \
			--platform musllinux_1_2_x86_64 --platform musllinux_1_1_x86_64 -d "$cache/wheels" "$1" >pip 2>&1 ||
			return 1
		wheel=$(ls "$cache/wheels/$name"-[0-9]*.whl | tail -n 1)
	fi
	[ -n "$wheel" ] && printf '%s\n' "$wheel"
}

if ! command -v readelf >/dev/null || ! command -v python3 >/dev/null; then
	echo '1..0 # skip readelf or python3 is not here'
	exit 0
fi
cd "$work" || exit 1
objects /usr/lib/*-linux-*/ /usr/bin 2>/dev/null | head -n 300 | grep -v '[ "'\'']' >list
compare 'this machine'
mkdir -p "$cache/wheels"
for package in $packages; do
	if wheel=$(fetch "$package"); then
		rm -rf wheel
		python3 -m zipfile -e "$wheel" wheel && objects wheel >list
		compare "${wheel##*/}"
	else
		n=$((n + 1)) offline=1
		printf 'ok %d - %s # skip no package index can be reached\n' "$n" "$package"
	fi
done
printf '1..%d\n' "$n"
[ "$bad" = 0 ]
