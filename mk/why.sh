# usage: why.sh OUT MODE [PACKAGE]
# Explains PACKAGE's entry in the lock or, without PACKAGE, the newest log of a build.
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

newest=''
for log in resolution needs image; do
	log=$out/$log.log
	[ ! -e "$log" ] || [ -n "$(find "$newest" -newer "$log" 2>/dev/null)" ] || newest=$log
done
[ -n "$newest" ] || { echo "scibids-why: no build was here yet: make image" >&2; exit 3; }
status=0
explain_log "$newest" || status=$?
case $status in
0) printf 'scibids-why: %s: no failure in it that can be explained\n' "$newest" >&2 ;;
1) status=0 ;;
esac
exit "$status"
