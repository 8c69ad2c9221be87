# usage: audit.sh OUT MODE compile | fresh | gate | saved IMAGE.tar FORMAT [TIME] | report
# compile  compiles the advisories
# fresh    compiles them if the result is missing or old
# gate     fails if the lock has known vulnerabilities
# saved    lists those of the image in a file on stdout, as of TIME [now]
# report   lists those of the image, or of the lock if it is not built yet, on stdout, so that it can be redirected under -s
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
advisories=$out/advisories source=$SCIBIDS_ADVISORIES

# Compiles them if there is no result, or one from a different source, or one older than something in it.
compile() { # [anew]
	[ -n "$source" ] || fail 3 'no advisories: make scibids-advisories TO=DIR fetches them, then set SCIBIDS_ADVISORIES=DIR'
	[ -e "$source" ] || fail 3 "no advisories in $source: set SCIBIDS_ADVISORIES"
	if [ -z "${1-}" ] && [ -e "$advisories" ] && [ "$(cat "$advisories.source" 2>/dev/null)" = "$source" ] &&
		[ "$advisories" -nt "$helpers/scibids-advisories" ] && [ -z "$(find "$source" -newer "$advisories" | head -n 1)" ]; then
		return
	fi
	helper advisories -o "$advisories" "$source" || exit
	# An unchanged file is not written again, but is up to date now.
	touch "$advisories"
	put_line "$advisories.source" "$source"
}
audit() { # ARGUMENT...
	for index in "$out/lock/index"/*.tar.gz; do
		[ ! -e "$index" ] || set -- -i "$index" "$@"
	done
	helper audit -a "$advisories" -d "$SCIBIDS_AUDIT_AGE" -l "$SCIBIDS_AUDIT_LEVEL" ${SCIBIDS_VEX:+-x "$SCIBIDS_VEX"} "$@"
}

case $3 in
compile)
	end_turn_at_exit
	compile anew
	;;
fresh) compile ;;
gate)
	compile
	audit -o "$out/audit" "$lock" && exit
	status=$?
	[ ! -e "$out/audit" ] || [ "$status" = 2 ] || cat "$out/audit" >&2
	fail "$status" 'SCIBIDS_AUDIT=1: the image is not built and not tagged'
	;;
saved)
	compile
	audit -f "$5" ${6:+-n "$6"} -q "$lock" "$4"
	;;
report)
	end_turn_at_exit
	compile
	read -r key <"$out/key" || exit 2
	set -- -f "$SCIBIDS_AUDIT_FORMAT"
	if [ "$SCIBIDS_AUDIT_FIXES" = 1 ]; then
		sh "${0%/*}/lock.sh" "$out" "$mode" fixes >&2 || exit
		set -- -u "$out/fixes/packages.lock" "$@"
	fi
	if $engine image inspect "$name:$key" >/dev/null 2>&1; then
		stream_image "$name:$key" | audit "$@" -q "$lock" -
	else
		audit "$@" "$lock"
	fi
	;;
esac
