# why.sh MODE HELPER OUT KIT ALPINE TABLE SUBJECT [OPTION]... : calls HELPER, scibids-why, with what there is in OUT and KIT.
#   log        explains the newest log in OUT
#   line       explains the log SUBJECT in one line, or says nothing
#   package    explains why the lock has the package SUBJECT so
mode=$1 helper=$2 out=$3 kit=$4 alpine=$5 table=$6 subject=$7
shift 7
set -- "$@" -t "$table"

if [ "$mode" = package ]; then
	[ ! -e "$out/lock/needs/needed.tsv" ] || set -- "$@" -n "$out/lock/needs/needed.tsv"
	for summary in "$out/image.yaml" "$out/needs.yaml"; do
		[ ! -e "$summary" ] || set -- "$@" -s "$summary"
	done
	exec "$helper" package "$@" "$subject"
fi

set -- "$@" -a "$alpine"
[ ! -d "$kit/apk" ] || set -- "$@" -c "$kit/apk"
for index in "$out/lock/index"/*.tar.gz; do
	[ ! -e "$index" ] || set -- "$@" -i "$index"
done
if [ "$mode" = line ]; then
	"$helper" log --line "$@" "$subject" 2>/dev/null
	exit 0
fi

for log in resolution needs image; do
	log=$out/$log.log
	[ ! -e "$log" ] || [ -n "$(find "$subject" -newer "$log" 2>/dev/null)" ] || subject=$log
done
[ -n "$subject" ] || { echo "scibids-why: no build was here yet: make image" >&2; exit 3; }
status=0
"$helper" log "$@" "$subject" || status=$?
case $status in
0) printf 'scibids-why: %s: no failure in it that can be explained\n' "$subject" >&2 ;;
1) status=0 ;;
esac
exit "$status"
