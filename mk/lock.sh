# usage: lock.sh OUT MODE [upgrade | upgrade:NAME... | moved | fixes]
# Writes the lock if it is stale: check, resolve, find the apks that the result needs at run time, write.
# `upgrade` moves all pins, or those named: `apk` means all apks, `apk:NAME` one of them, `base` the base image. `moved` moves only the apks
# that the Alpine branch no longer has. `fixes` resolves again into OUT/fixes and leaves the lock.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
requirements=$out/requirements.yaml new=$out/lock/packages.lock

[ "$SCIBIDS_LOCKED" != 1 ] || case ${3-} in upgrade*) fail 3 'lock-upgrade moves pins, and SCIBIDS_LOCKED=1 forbids that: unset it' ;; esac

lock_holds() {
	status=0
	with_records stale -s "$out/settings" -q "$requirements" "$lock" >"$out/stale" || status=$?
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

# The request, and a .dockerignore for the resolving stage.
write_request() { # DIRECTORY
	rm -rf "$1/resolution" && mkdir -p "$1/request" || return
	# shellcheck disable=SC2086
	with_records 'lock request' -s "$out/settings" -q "$requirements" -l "$lock" ${_scibids_first:+-k "$_scibids_first"} $upgrade -o "$1/request/request.json" &&
		cp "$out/context/ignore" "$out/resolution.dockerfile.dockerignore"
}
ask() { # DIRECTORY TARGET RESULT
	now || exit 2
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

# The version of a package in a repository is known only to git, and some source packages tell what they require only when they are built.
resolve_in_toolbox() { # DIRECTORY
	make_toolbox
	stitch resolution "$out/resolution.dockerfile" "$toolbox_lock" && write_request "$1" && lock_to_build=$toolbox_lock || exit
	take_toolbox "$out/resolution.dockerfile"
	ask "$1" resolution "$1/resolution"
}
# A backend may need a library or a compiler to say what it builds with.
wants_toolbox() { [ -s "$1/resolution/toolbox.txt" ]; }
must_be_built() { grep -qi 'build backend\|failed to build' "$1/resolution/error.txt" 2>/dev/null; }

# One build fetches the branch's index and resolves the requirements at the same time.
resolve() { # DIRECTORY
	if grep -q '^vcs: true' "$requirements"; then
		start_toolbox
		resolve_in_toolbox "$1"
	else
		base_ready "$purpose"
		mkdir -p "$out/lock" && stitch_first "$out/resolution.dockerfile" && write_request "$1" && rm -rf "$1/index" || exit
		ask "$1" refresh "$1"
		[ "$1" = "$out/lock" ] || { rm -rf "$out/lock/index" && mv "$1/index" "$out/lock/index"; } || exit 2
		lock_toolbox && toolbox_of "$toolbox_lock" || exit
		if must_be_built "$1" || wants_toolbox "$1"; then resolve_in_toolbox "$1"; fi
	fi
	lock_packages "$1" || exit
}

# Finds the apks that the packages need at run time, from their ELF files. Returns 1 if the branch no longer has what its index had.
find_needs() {
	sources_lock=$new lock_to_build=$new
	rm -rf "$out/lock/needs" "$out/lock/facts" && mkdir -p "$out/lock/needs" && stitch needs "$out/needs.dockerfile" "$new" || exit
	take_toolbox "$out/needs.dockerfile"
	find_kept "$out/needs.dockerfile"
	# shellcheck disable=SC2086
	with_kept build needs "$out/needs.dockerfile" "$SCIBIDS_APP" $stored --target needs --output "type=local,dest=$out/lock/facts" || {
		status=$?
		is_refused needs && return 1
		end_build needs "$status"
	}
	for index in "$out/lock/index"/*.tar.gz; do tar -xzOf "$index" APKINDEX || exit 2; done |
		awk 'sub(/^p:/, "") { for (i = 1; i <= NF; i++) if ($i ~ /^so:/) print $i }' 2>/dev/null >"$out/lock/provides" ||
		cannot_write "$out/lock/provides"
	helper needed --root "$out/lock/facts" --provides "$out/lock/provides" usr/local >"$out/lock/needs/needed.tsv" || [ $? = 1 ] || exit 2
	with_indexes lock runtime -s "$out/settings" -o "$lock" "$new" "$out/lock/needs/needed.tsv" || exit
}

write_lock() {
	rm -f "$new"
	{ mkdir -p "$out/lock" && : >"$out/lock/begun"; } 2>/dev/null || cannot_write "$out/lock/begun"
	resolve "$out/lock"
	if grep -q '^runtime:' "$new"; then
		cp "$new" "$lock.tmp" 2>/dev/null && mv "$lock.tmp" "$lock" || cannot_write "$lock"
	else
		find_needs
	fi
}
relock() {
	write_lock || {
		say NOTE 'the Alpine branch has moved since its index was read: trying again'
		unset sources_lock
		lock_to_build=$lock
		write_lock || end_build needs "$status"
	}
	say LOCK "${_scibids_lock:-$lock}${_scibids_lock:+ for $SCIBIDS_PLATFORM}${merged:+, made again from both sides of a merge}${gained:+, now with the build tools of $gained}"
	find "$out" -maxdepth 1 -name '*.yaml' -newer "$out/lock/begun" >"$out/lock/builds"
	[ -n "${_scibids_first-}" ] || branches_over | while IFS= read -r over; do say NOTE "$over"; done
}

# Makes a lock with both sides of a merge again.
merged=''
merge() {
	[ "$SCIBIDS_LOCKED" != 1 ] && grep -q '^<<<<<<< ' "$lock" 2>/dev/null && merged=1 && relock
}

# Adds to a lock of an earlier format what it lacks.
gained=''
gain() {
	[ "$SCIBIDS_LOCKED" != 1 ] && gained=$(helper lock get "$lock" dated-builds) && [ -n "$gained" ] && relock
}

# Runs in the background: the registry may be slow.
look_at_base() {
	{ ! base_moved || printf '%s\n' "$moved"; } >"$out/base-moved" &
	looking=$!
}
tell_of_base() {
	wait "$looking"
	while IFS= read -r moved; do say NOTE "$moved"; done <"$out/base-moved"
}

apks=''
set -f
case ${3-} in
upgrade) upgrade=-u purpose=upgrade ;;
fixes) upgrade=-u ;;
upgrade:*)
	for package in ${3#*:}; do
		case $package in
		base) purpose=upgrade ;;
		apk) apks="$apks -u" ;;
		apk: | apk:*[!A-Za-z0-9._+-]*) fail 2 "PKG: '$package' is not a package name" ;;
		apk:*) apks="$apks -U ${package#apk:}" ;;
		*[!A-Za-z0-9._-]*) fail 2 "PKG: '$package' is not a package name" ;;
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
# A new lock names what the branch has: only an older one needs repin.
moved)
	if merge; then exit; fi
	if lock_holds; then
		look_at_base
		gain || repin || :
	else
		look_at_base
		relock
	fi
	tell_of_base
	;;
*)
	[ "$purpose$upgrade" = lock ] || relock
	# shellcheck disable=SC2086
	[ -z "$apks" ] || repin $apks || say REPIN 'no apk: the lock has the newest'
	;;
esac
