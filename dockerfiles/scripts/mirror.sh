# Sourced. use_mirror APK-DIRECTORY: a mirror in the build's context, in /mirror, takes the place of the network's in
# APK-DIRECTORY/repositories, and its keys are trusted.
# shellcheck shell=sh
use_mirror() {
	branch=/mirror/v$(cut -d. -f1,2 /etc/alpine-release)
	[ -d "$branch" ] || return 0
	for key in /mirror/*.rsa.pub; do [ ! -e "$key" ] || cp "$key" "$1/keys/" || return; done
	printf '%s\n' "$branch/main" "$branch/community" >"$1/repositories"
}

# Messages of apk 2 and 3 about a mirror that is busy or ends a file too early.
busy='temporary error|remote server|server error|HTTP (408|425|429|50[0-9])|timed out|aborted|could not connect|network error|DNS lookup'
busy="$busy|end of file|I/?O [Ee][Rr][Rr][Oo][Rr]|(fetching|updating and opening) .*(database format error|BAD archive)"

# Such a mirror may answer a moment later; one that is being synchronised may name a package before it has it.
apk() {
	for pause in 3 9 0; do
		if command apk "$@" >/tmp/apk.said 2>&1; then state=0; else state=$?; fi
		cat /tmp/apk.said
		missing=$(sed -n 's/^ERROR: \(.*\): package mentioned in index not found.*/\1/p; s/^ERROR: \(.*\): HTTP 404: Not Found.*/\1/p' /tmp/apk.said | head -n 1)
		reason=$(grep -E "$busy" /tmp/apk.said | head -n 1)
		rm -f /tmp/apk.said
		[ "$state" != 0 ] && [ -n "$missing$reason" ] || return "$state"
		# A mirror that is a directory does not change.
		[ -z "$(ls /mirror 2>/dev/null)" ] || pause=0
		[ "$pause" != 0 ] || break
		if [ -n "$missing" ]; then reason="the mirror's index names $missing, which is not there yet"; else reason="the mirror is busy (${reason#ERROR: })"; fi
		echo "scibids: $reason: once more in $pause seconds"
		sleep "$pause"
	done
	if [ -n "$missing" ]; then
		echo "scibids: the mirror's index names $missing, which it does not have: it is being synchronised: try again later, or with another mirror" >&2
	else
		echo "scibids: the mirror does not answer (${reason#ERROR: }): try again later, or with another mirror" >&2
	fi
	return "$state"
}
