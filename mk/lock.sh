# usage: lock.sh OUT MODE [upgrade | upgrade:NAME... | moved | fixes]
# Writes the lock when it is not what its inputs say: check, resolve (in the toolbox that the store has, or in a new one), find out
# which apks the result needs at run time, write. `upgrade` moves all pins, or those named, `apk`
# being all apks and `apk:NAME` one; `moved` only the apks that the Alpine branch no longer has; `fixes` resolves anew into OUT/fixes alone.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
requirements=$out/requirements.yaml new=$out/lock/packages.lock

lock_holds() {
	status=0
	with_records lock check -s "$out/settings" -q "$requirements" "$lock" >"$out/stale" || status=$?
	case $status in
	0) return 0 ;;
	3) read -r stale <"$out/stale" ;;
	*) exit "$status" ;;
	esac
	[ "$SCIBIDS_LOCKED" != 1 ] || fail 3 "$stale (SCIBIDS_LOCKED=1): run make lock and commit the lock"
	return 1
}

[ -n "${3-}" ] || ! lock_holds || exit 0
# shellcheck source=mk/lib/all.sh
. "${0%/*}/lib/all.sh"
# shellcheck source=mk/lib/branches.sh
. "${0%/*}/lib/branches.sh"

# What is asked for, and the Dockerfile of the stages that answer, in the toolbox of $toolbox_lock.
stitch_resolution() { stitch resolution "$out/resolution.dockerfile" "$toolbox_lock"; }
write_request() { # DIRECTORY
	rm -rf "$1/resolution" && mkdir -p "$1/request" || return
	# shellcheck disable=SC2086
	with_records lock request -s "$out/settings" -q "$requirements" -l "$lock" $upgrade -o "$1/request/request.json" &&
		stitch_resolution && cp "$out/context/ignore" "$out/resolution.dockerfile.dockerignore"
}
ask() { # DIRECTORY TARGET RESULT
	stored toolbox && now || exit 2
	# shellcheck disable=SC2086
	must_build resolution "$out/resolution.dockerfile" "$(cat "$out/context/context")" $stored $now \
		--build-arg "DIRECTORY=$(cat "$out/context/directory")" \
		--build-context "request=$1/request" --target "$2" --output "type=local,dest=$3"
}
lock_packages() { # DIRECTORY: the answer, as a lock without runtime apks
	set -- "$1" ${SCIBIDS_RECORDS:+-r "$SCIBIDS_RECORDS"} -r "$fragments/packages"
	answer=$1
	shift
	# shellcheck disable=SC2086
	with_indexes lock packages -s "$out/settings" -q "$requirements" -l "$lock" $upgrade "$@" \
		-o "$answer/packages.lock" "$toolbox_lock" "$answer/resolution"
}
resolve() { # DIRECTORY
	start_toolbox
	make_toolbox
	write_request "$1" && ask "$1" resolution "$1/resolution" && lock_packages "$1" || exit
}

# With a lock whose toolbox the store has, the branch's index comes while the requirements are resolved. The answer counts if the
# new lock asks for the same in the same toolbox.
refresh() {
	[ -z "$builder" ] && [ -e "$lock" ] && toolbox_of "$lock" 2>/dev/null && has_toolbox || return 0
	base_ready "$purpose"
	write_request "$out/lock" && cp "$out/resolution.dockerfile" "$out/lock/asked" && rm -rf "$out/lock/index" || exit
	ask "$out/lock" refresh "$out/lock"
	lock_toolbox && stitch_resolution || exit
	! cmp -s "$out/resolution.dockerfile" "$out/lock/asked" || lock_packages "$out/lock" || exit
}

# Which apks the files that are to be shipped need at run time.
find_needs() {
	sources_lock=$new
	rm -rf "$out/lock/needs" && stitch needs "$out/needs.dockerfile" "$new" && stored toolbox interpreter || exit
	# shellcheck disable=SC2086
	must_build needs "$out/needs.dockerfile" "$SCIBIDS_APP" $stored --build-context "helpers=$home/helpers" \
		--build-context "index=$out/lock/index" --target needs --output "type=local,dest=$out/lock/needs"
	helper lock runtime -s "$out/settings" -i "$out/lock/needs/installed" -o "$lock" "$new" "$out/lock/needs/needed.tsv" || exit
}

relock() {
	rm -f "$new"
	refresh
	[ -e "$new" ] || resolve "$out/lock"
	if grep -q '^runtime:' "$new"; then
		cp "$new" "$lock.tmp" && mv "$lock.tmp" "$lock" || exit 2
	else
		find_needs
	fi
	say LOCK "$lock"
	branches_over | while IFS= read -r over; do say NOTE "$over"; done
}

apks=''
set -f
case ${3-} in
upgrade) upgrade=-u purpose=upgrade ;;
fixes) upgrade=-u ;;
upgrade:*)
	for package in ${3#*:}; do
		case $package in
		apk) apks="$apks -u" ;;
		apk: | apk:*[!A-Za-z0-9._+-]*) fail 2 "PKG: '$package' is no name of a package" ;;
		apk:*) apks="$apks -U ${package#apk:}" ;;
		*[!A-Za-z0-9._-]*) fail 2 "PKG: '$package' is no name of a package" ;;
		*) upgrade="$upgrade -U $package" ;;
		esac
	done
	;;
esac
set +f
take_turn
case ${3-} in
'') { [ "$lock" -nt "$out/stale" ] && lock_holds; } || relock ;;
fixes) resolve "$out/fixes" ;;
# A lock that was just made names what the branch has.
moved) [ "$lock" -nt "$out/stale" ] || repin || : ;;
*)
	[ -z "$upgrade" ] || relock
	# shellcheck disable=SC2086
	[ -z "$apks" ] || repin $apks || say REPIN 'no apk: the lock has the newest'
	;;
esac
