# Sourced behind settings.sh. diff_since COMMIT says on stdout what the lock changes since COMMIT, and with advisories what that fixes, as
# Markdown.
# shellcheck shell=sh disable=SC2034,SC2154

directory=. committed=${_scibids_lock:-$lock}
[ "${committed%/*}" = "$committed" ] || directory=${committed%/*}

diff_since() {
	was=$out/was.lock
	commit=$(git -C "$directory" rev-parse --verify --quiet --end-of-options "$1^{commit}") ||
		fail 2 "FROM is '$1': git knows no such commit here"
	git -C "$directory" show "$commit:./${committed##*/}" >"$was" 2>/dev/null || fail 2 "$committed is not in commit $1"
	[ "$committed" = "$lock" ] || helper lock select -p "$SCIBIDS_PLATFORM" -o "$was" "$was" ||
		fail 2 "$committed of commit $1 has nothing for $SCIBIDS_PLATFORM"
	set -- "$was" "$lock"
	if [ -n "$SCIBIDS_ADVISORIES" ]; then
		sh "${0%/*}/audit.sh" "$out" "$mode" fresh || exit
		set -- -a "$out/advisories" "$@"
	fi
	helper lock diff "$@"
}
