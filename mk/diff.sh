# usage: diff.sh OUT MODE [COMMIT]
# Describes what changed in the lock since COMMIT [HEAD] and, with advisories, what that fixes, as Markdown on stdout.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/diff.sh
. "${0%/*}/lib/diff.sh"
end_turn_at_exit
diff_since "${3:-HEAD}"
