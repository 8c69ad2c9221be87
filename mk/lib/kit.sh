# Sourced behind settings.sh: a kit as a directory, and what of a lock it lacks.
#   check_kit           ends the script where $kit cannot be written; makes its path absolute
#   write_request       $list/request: what the stage is to fetch
#   is_complete         does $new have all that the lock takes?
#   note_project        projects/NAME-ARCH of $new: what the lock takes, a line each
#   put COMMAND...      runs COMMAND, which writes into $new
#   prune               removes what no project of the kit takes any more, and signs the indexes of what is left
# shellcheck shell=sh disable=SC2034,SC2154

put() { reason=$("$@" 2>&1) || fail 2 "cannot write $kit: $(last_line_of "$reason")"; }
wanted() { awk -v what="$1" -v column="$2" '$1 == what { print $column }' "$list/wanted"; } # WHAT COLUMN
in_app() {
	app=$(cd -P "$SCIBIDS_APP" && pwd) || exit 2
	case $kit/ in "$app"/*) ;; *) return 1 ;; esac
}

check_kit() {
	case $kit in
	'') fail 2 'KIT is not set: it names the directory to write, as in make scibids-kit KIT=../kit' ;;
	*[[:space:]]*) fail 2 "KIT is '$kit': SCIBIDS_KIT cannot have a blank" ;;
	esac
	mkdir -p "$kit" && kit=$(cd -P "$kit" && pwd) || exit 2
	[ -z "$SCIBIDS_KIT" ] || [ "$(cd -P "$SCIBIDS_KIT" && pwd)" != "$kit" ] ||
		fail 2 "KIT is SCIBIDS_KIT: a kit is made from a network, or from another kit"
	! in_app || fail 2 "KIT is '$kit': what lies in SCIBIDS_APP goes into the image: name a directory outside of it"
	[ "$(df -P "$kit" | awk 'END { print $NF }')" != "$kit" ] || fail 2 "KIT is '$kit', a mount point: name a directory in it"
	foreign=$(foreign_file) || exit 2
	[ -z "$foreign" ] || fail 2 "KIT is '$kit', and $foreign there does not belong to a kit: name a different directory, or move it away"
}
foreign_file() { # the first, if there is one
	if [ -r "$kit/MANIFEST" ]; then cut -c67- "$kit/MANIFEST"; fi | LC_ALL=C sort >"$list/known"
	(cd "$kit" && find . -type f ! -path ./MANIFEST ! -name '*.tmp') | sed 's|^\./||' | LC_ALL=C sort | LC_ALL=C comm -23 - "$list/known" | head -n 1
}

# Compares the lock with $new's MANIFEST, its index and tools.txt.
write_request() {
	request=$list/request index=$new/$repository/APKINDEX.tar.gz
	mkdir -p "$request" && printf '%s\n' "$SCIBIDS_FINAL" >"$request/final" &&
		awk 'FILENAME == ARGV[1] { has[$2] = $1; next } $1 == "wheel" && has["wheels/" $3] != $4 { print $2, $3, $4 }' \
			"$new/MANIFEST" "$list/wanted" >"$request/wheels" &&
		sed -n 's/^apk //p' "$list/wanted" >"$request/apks" &&
		sed 's/--hash=sha256:/\n&/g' "$fragments/scripts/tools/tools.txt" | awk 'FILENAME == "-" { sub("--hash=sha256:", "", $1); tool[$1] = 1; next }
			$1 in tool { sub("wheels/", "", $2); print $2 }' - "$new/MANIFEST" >"$request/tools" || exit 2
	: >"$request/has"
	[ ! -e "$index" ] || tar -xzOf "$index" APKINDEX | awk -F: -v directory="$repository" 'FILENAME == ARGV[1] { split($0, a, "  "); has[a[2]] = 1; next }
		$1 == "C" { sum = $2 } $1 == "P" { name = $2 } $1 == "V" { version = $2 }
		!NF && name { file = name "-" version ".apk"; if ((directory "/" file) in has) print file, sum; name = "" }' "$new/MANIFEST" - >"$request/has"
}

is_complete() {
	[ -r "$new/projects/$project" ] && read -r head <"$new/projects/$project" && [ "$head" = "$(sed -n 1p "$list/wanted")" ] &&
		awk 'FILENAME == ARGV[1] { has[$2] = 1; next } $1 == "file" && !($2 in has) { lacks = 1 } END { exit lacks }' \
			"$new/MANIFEST" "$new/projects/$project"
}

note_project() { # FETCHED
	{
		sed -n 1p "$list/wanted"
		printf 'python %s\nalpine %s\n' "$SCIBIDS_PYTHON" "$SCIBIDS_ALPINE"
		{
			wanted base 3
			{ wanted wheel 3 && cat "$1/tools"; } | sed 's|^|wheels/|'
			sed "s|^|$repository/|" "$1/apks"
		} | sed 's/^/file /' | LC_ALL=C sort -u
	} 2>/dev/null >"$list/project" || cannot_write "$list/project"
	put mv -f "$list/project" "$new/projects/$project"
}

prune() { # FETCHED
	sed -n 's/^file //p' "$new/projects"/* | LC_ALL=C sort -u >"$list/keep" || exit 2
	(cd "$new" && find apk wheels images -type f 2>/dev/null) | grep -v -e '/APKINDEX\.tar\.gz$' -e '^apk/[^/]*\.pub$' | LC_ALL=C sort |
		LC_ALL=C comm -23 - "$list/keep" | while IFS= read -r path; do rm -f "$new/$path"; done
	for directory in "$new"/apk/v*/main/*; do
		[ -d "$directory" ] || continue
		arch=${directory##*/} branch=${directory#"$new/apk/"} && branch=${branch%%/*}
		if [ -z "$(find "$directory" -name '*.apk' | head -n 1)" ]; then
			rm -rf "$directory" "$new/apk/$branch/community/$arch" "$new/apk/kit-$branch-$arch-"*.rsa.pub
			continue
		fi
		set --
		[ "$new/$repository" != "$directory" ] || for index in "$fetched/index"/*.tar.gz; do [ ! -e "$index" ] || set -- -i "$index" "$@"; done
		[ ! -e "$directory/APKINDEX.tar.gz" ] || set -- "$@" -i "$directory/APKINDEX.tar.gz"
		helper kit index "$@" "$new/apk" "$branch" "$arch" || exit
	done
}
