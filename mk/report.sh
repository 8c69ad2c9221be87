# usage: report.sh OUT MODE [COMMIT]
# Writes OUT/report.html: what is in the image, what is known of it, what changed since COMMIT, and how its build went.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/all.sh
. "${0%/*}/lib/all.sh"
# shellcheck source=mk/lib/trimmed.sh
. "${0%/*}/lib/trimmed.sh"
# shellcheck source=mk/lib/diff.sh
. "${0%/*}/lib/diff.sh"
take_turn
read -r key <"$out/key" || exit 2
work=$out/report.$$
trap 'rm -rf "$work"; end_turn' EXIT
mkdir -p "$work" || exit 2

# Without COMMIT, what the lock changes since HEAD or, if that is nothing, what its last commit changed.
since() {
	from=$1
	if [ -z "$from" ]; then
		from=HEAD
		! git -C "$directory" diff --quiet HEAD -- "${lock##*/}" 2>/dev/null || from=$(git -C "$directory" log -n 2 --format=%h -- "${lock##*/}" | sed -n 2p)
	fi
	[ -n "$from" ] && (diff_since "$from") >"$work/diff" 2>"$work/said" && { printf '%s\n' "$from" && cat "$work/diff"; } >"$work/changes" && return
	[ -z "$1" ] || { cat "$work/said" >&2 && exit 2; }
	echo 'There is no earlier lock under version control to compare with.' >"$work/changes"
}
since "${3-}"

say SAVE "$name:$key" >&2
run $engine save "$name:$key" >"$work/image.tar" || fail 2 "$name:$key cannot be saved"
sh "${0%/*}/audit.sh" "$out" "$mode" saved "$work/image.tar" json >"$work/audit" 2>"$work/said" || [ $? -lt 2 ] || [ -s "$work/audit" ] ||
	sed -n '1s/^scibids[a-z-]*: /The image was not audited: /p' "$work/said" >"$work/audit"
# The builder's cache usually has what trimming left out.
if find_trimmed; then set -- -x "$trimmed/all" -r "$fragments/scripts/finish/trim.tsv"; else set --; fi
# The times of its builds, as far as they were made here: the image's, the lock's if it has not changed since, the toolbox's.
find_builds() {
	[ ! -r "$out/history/$key/image.yaml" ] || echo "$out/history/$key/image.yaml"
	[ "$lock" -nt "$out/lock/builds" ] || while read -r summary; do
		[ "$summary" -nt "$out/lock/builds" ] || echo "$summary"
	done <"$out/lock/builds"
	! grep -q '^FROM ${TOOLBOX} ' "$out/Dockerfile" || ! cmp -s "$out/toolbox" "$out/toolbox-built" || echo "$out/toolbox.yaml"
}
for summary in $(find_builds 2>/dev/null | sort -u); do set -- -s "$summary" "$@"; done
helper report -t "$home/mk/report" -o "$out/report.html" -n "$name" -k "$key" -l "$lock" -d "$out/Dockerfile" -a "$work/audit" -c "$work/changes" \
	"$@" "$work/image.tar" || exit
say REPORT "$out/report.html"
