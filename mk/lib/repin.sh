# Sourced behind toolbox.sh: for apks that the Alpine branch no longer has. A mirror keeps one version of a package.
#   is_refused LOG      did apk refuse an apk of the lock?
#   repin [OPTION]...   moves the apks that are gone, or those of OPTIONs of `scibids-lock repin`, in the lock, and says which; 1: none.
#                       With SCIBIDS_LOCKED=1 a line for each, and the script ends
# shellcheck shell=sh disable=SC2034,SC2154

is_refused() {
	grep -qE 'ERROR: unable to select packages|scibids: the mirror has other packages than the lock' "$out/$1.log"
}

# "NAME OLD -> NEW, fixes ID..." in a line each
find_moves() { # OPTION...
	for index in "$out/lock/index"/*.tar.gz; do set -- -i "$index" "$@"; done
	[ ! -r "$out/advisories" ] || set -- -a "$out/advisories" "$@"
	helper lock repin "$@" "$lock"
}
each_move() { # VERB or FORMAT
	printf '%s\n' "$moves" | while read -r move; do "$@" "$move"; done
}
refuse_move() { echo "scibids: $lock: moved in the Alpine branch: $1 (SCIBIDS_LOCKED=1): run make lock and commit the lock" >&2; }

repin() {
	fetch_index
	if [ "$SCIBIDS_LOCKED" = 1 ]; then
		moves=$(find_moves "$@") && return 1
		[ -n "$moves" ] || exit 2
		each_move refuse_move
		exit 3
	fi
	moves=$(find_moves "$@" -o "$lock") || exit
	[ -n "$moves" ] || return 1
	each_move say REPIN
}
