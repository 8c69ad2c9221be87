#!/bin/sh
# Which wheels count in the table of versions: an index with a release of each kind.
set -u
python3 -c 'import pip' 2>/dev/null || { echo '1..0 # skip python3 has no pip'; exit 0; }
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
# shellcheck source=tests/tap.sh
. tests/tap.sh

python3 - "$work" <<'END'
import sys, zipfile
def wheel(name, version, *tags):
    for tag in tags:
        with zipfile.ZipFile(f"{sys.argv[1]}/{name}-{version}-{tag}.whl", "w") as file:
            file.writestr(f"{name}-{version}.dist-info/METADATA", f"Name: {name}\nVersion: {version}\n")
both = lambda tag: [f"{tag}-musllinux_1_2_{machine}" for machine in ("x86_64", "aarch64")]
wheel("one", "1.0", *both("cp313-cp313"), "cp314-cp314-musllinux_1_2_x86_64", "cp312-cp312-manylinux_2_28_x86_64", "cp311-cp311-musllinux_1_3_x86_64")
wheel("stable", "1.0", *both("cp312-abi3"))
wheel("pure", "1.0", "py3-none-any")
wheel("older", "1.0", *both("cp313-cp313"))
wheel("older", "2.0", *both("cp314-cp314"))
wheel("older", "3.0rc1", *both("cp313-cp313"))
END
python3 tools/bench/index.py "$work" 127.0.0.1 >"$work/url" &
server=$!
for _ in $(seq 50); do [ ! -s "$work/url" ] || break; sleep 0.1; done
table=$(PIP_INDEX_URL=$(cat "$work/url") tools/versions-table one stable pure older)
line() { printf '%s\n' "$table" | grep "^| $1 "; }
is "$(line one)" '| one 1.0 | no | no | no | yes | no |' 'a wheel for musl, for both machines, that the oldest branch can load'
is "$(line stable)" '| stable 1.0 | no | no | yes | yes | yes |' 'a stable ABI serves later versions'
is "$(line pure)" '| pure 1.0 | yes | yes | yes | yes | yes |' 'no compiled code'
is "$(line older)" '| older 2.0 | no | no | no | no | yes |' 'the newest release alone, and no candidate'
is "$(line 'of 4')" '| of 4 | 1 | 1 | 2 | 3 | 3 |' 'the sum'
finish
