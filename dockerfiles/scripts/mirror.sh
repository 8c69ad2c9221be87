# Sourced. use_mirror APK-DIRECTORY: a mirror in the build's context, in /mirror, takes the place of the network's in
# APK-DIRECTORY/repositories, and its keys are trusted.
# shellcheck shell=sh
use_mirror() {
	branch=/mirror/v$(cut -d. -f1,2 /etc/alpine-release)
	[ -d "$branch" ] || return 0
	for key in /mirror/*.rsa.pub; do [ ! -e "$key" ] || cp "$key" "$1/keys/" || return; done
	printf '%s\n' "$branch/main" "$branch/community" >"$1/repositories"
}

# A mirror that is being synchronised may name a package a moment before it has it.
apk() {
	for pause in 3 9 0; do
		if command apk "$@" >/tmp/apk.said 2>&1; then state=0; else state=$?; fi
		cat /tmp/apk.said
		missing=$(sed -n 's/^ERROR: \(.*\): package mentioned in index not found.*/\1/p' /tmp/apk.said | head -n 1)
		rm -f /tmp/apk.said
		[ "$state" != 0 ] && [ -n "$missing" ] || return "$state"
		# What a build is given as a directory stays as it is.
		[ -z "$(ls /mirror 2>/dev/null)" ] || pause=0
		[ "$pause" != 0 ] || break
		echo "scibids: the mirror's index names $missing, which is not there yet: once more in $pause seconds"
		sleep "$pause"
	done
	echo "scibids: the mirror's index names $missing, which it does not have: it is being synchronised: try again later, or with another mirror" >&2
	return "$state"
}
