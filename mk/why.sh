# usage: why.sh OUT MODE [PACKAGE]
# Explains PACKAGE's entry in the lock or, without PACKAGE, the newest log of a build that failed.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/builder.sh
. "${0%/*}/lib/builder.sh"
end_turn_at_exit

if [ -n "${3-}" ]; then
	set -- -t "$fragments/headers.tsv" -L "$lock" -- "$3"
	[ ! -e "$out/lock/needs/needed.tsv" ] || set -- -n "$out/lock/needs/needed.tsv" "$@"
	for summary in "$out/needs.yaml" "$out/image.yaml"; do
		[ ! -e "$summary" ] || set -- -s "$summary" "$@"
	done
	with_records 'why package' "$@"
	exit
fi

# shellcheck disable=SC2012 # the names are these
logs=$(cd "$out" && ls -t resolution.log needs.log image.log toolbox.log index.log kit.log debug.log verify.log trimmed.log attest.log 2>/dev/null)
[ -n "$logs" ] || { echo "scibids-why: no build was here yet: make image" >&2; exit 3; }
for log in $logs; do
	explain_log "$out/$log"
	status=$?
	case $status in
	0) ;;
	1) exit 0 ;;
	*) exit "$status" ;;
	esac
done
printf 'scibids-why: %s: no failure in it that can be explained\n' "$out/${logs%%"$newline"*}" >&2
