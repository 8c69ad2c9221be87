# Sourced. use_mirror APK-DIRECTORY: a mirror in the build's context, in /mirror, takes the place of the network's in
# APK-DIRECTORY/repositories, and its keys are trusted.
# shellcheck shell=sh
use_mirror() {
	branch=/mirror/v$(cut -d. -f1,2 /etc/alpine-release)
	[ -d "$branch" ] || return 0
	for key in /mirror/*.rsa.pub; do [ ! -e "$key" ] || cp "$key" "$1/keys/" || return; done
	printf '%s\n' "$branch/main" "$branch/community" >"$1/repositories"
}
