# usage: diff.sh OUT MODE [COMMIT]
# Says what the lock changes since COMMIT [HEAD], and with advisories what that fixes, as Markdown on stdout.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
from=${3:-HEAD} directory=. was=$out/was.lock
[ "${lock%/*}" = "$lock" ] || directory=${lock%/*}
end_turn_at_exit

commit=$(git -C "$directory" rev-parse --verify --quiet --end-of-options "$from^{commit}") ||
	fail 2 "FROM is '$from': git knows no such commit here"
git -C "$directory" show "$commit:./${lock##*/}" >"$was" 2>/dev/null || fail 2 "$lock is not in commit $from"
set -- "$was" "$lock"
if [ -n "$SCIBIDS_ADVISORIES" ]; then
	sh "${0%/*}/audit.sh" "$out" "$mode" fresh || exit
	set -- -a "$out/advisories" "$@"
fi
helper lock diff "$@"
