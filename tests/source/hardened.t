#!/bin/sh
# The helpers read hostile input: they are built so that an overrun ends them instead of being used.
set -u
: "${SCIBIDS_HELPERS:?}"
n=0 bad=0
none() { # TEXT FOUND
	n=$((n + 1))
	found=$2
	if [ -z "$found" ]; then
		printf 'ok %d - %s\n' "$n" "$1"
	else
		bad=$((bad + 1))
		printf 'not ok %d - %s\n' "$n" "$1"
		printf '%s\n' "$found" | sed 's/^/# /' >&2
	fi
}
without() { # PATTERN READELF-OPTION...
	pattern=$1 && shift
	for helper in "$SCIBIDS_HELPERS"/scibids-*; do
		case $helper in *.tmp) continue ;; esac
		readelf -W "$@" "$helper" | grep -q "$pattern" || echo "$helper"
	done
}

command -v readelf >/dev/null || { echo '1..0 # skip readelf is not installed'; exit 0; }
none 'position-independent programs' "$(without 'Type: *DYN' -h)"
none 'relocations are read-only' "$(without 'GNU_RELRO' -l)"
none 'and done before the program runs' "$(without 'NOW' -d)"
none 'the stack is guarded' "$(without '__stack_chk_fail' --dyn-syms)"
# musl has no checked functions of its own: fortify-headers inline them.
if readelf -d "$SCIBIDS_HELPERS/scibids-lock" | grep -q 'NEEDED.*libc\.so\.6'; then
	none 'functions of the C library check their buffers' "$(without '__[a-z]*_chk\(@\| \|$\)' --dyn-syms)"
fi
none 'what every make runs does not load libarchive, which costs more than its work' "$(for name in turn settings requirements stale stitch hash; do
	readelf -dW "$SCIBIDS_HELPERS/scibids-$name" | grep -q 'NEEDED.*libarchive' && echo "$name"
done)"
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
printf '#!/bin/sh\necho Darwin\n' >"$bin/uname" && chmod +x "$bin/uname"
none "a linker that is not GNU's is given none of its options" "$(PATH=$bin:$PATH make -nB V=1 helpers | grep -o -e '-pie\|-Wl,[^ ]*' | sort -u)"
printf '1..%d\n' "$n"
[ "$bad" = 0 ]
