# Sourced behind settings.sh. summary UNPACKED STORED LAYERS SECONDS [LOG] prints a table of what was made, and of what was proved if
# the builder's LOG says it.
# shellcheck shell=sh disable=SC2034,SC2154

# Files that the app's directory has and the image lacks: targets of links that lead out of it, and content that is in Git LFS.
app_notes() {
	top=$(readlink -f "$SCIBIDS_APP") leading=0 pointers=0
	while read -r kind _ size _ path; do
		case $kind-$size in
		l-*)
			real=$(readlink -f "$SCIBIDS_APP/$path") && [ -e "$real" ] || continue
			case $(readlink "$SCIBIDS_APP/$path"),$real in
			*,"$top" | *,"$top"/* | /etc/* | /usr/* | /dev/* | /proc/* | /tmp/* | /var/* | /run/*) ;;
			*) leading=$((leading + 1)) && : "${link:=$path}" ;;
			esac
			;;
		f-1??)
			read -r line 2>/dev/null <"$SCIBIDS_APP/$path" || continue
			case $line in 'version https://git-lfs.'*) pointers=$((pointers + 1)) && : "${pointer:=$path}" ;; esac
			;;
		esac
	done <<-END
		$(grep -E '^(l|f [0-7]+ 1[0-9][0-9]) ' "$out/app.files")
	END
	[ "$leading" = 0 ] || echo "app: $link$(more $leading) leads out of the app, and the image does not have what is there"
	[ "$pointers" = 0 ] || echo "app: $pointer$(more $pointers) is a pointer of Git LFS: git lfs pull fetches what it stands for"
}
more() { [ "$1" = 1 ] || echo ", one of $1,"; }

summary() {
	[ "$mode" = normal ] || return 0
	read -r key <"$out/key" && read -r files bytes _ <"$out/app" || return
	link='' pointer='' notes=$(app_notes)
	# Where the store keeps layers compressed, an image's size there is less than what a container sees.
	notes=$notes awk -v image="$name:$key, $name:$newest" -v files="$files" -v bytes="$bytes" -v unpacked="$1" -v stored="$2" -v layers="$3" \
		-v seconds="$4" -v log_file="${5-}" -v dockerfile="$out/Dockerfile" -v whole="$(case $SCIBIDS_FINAL,$SCIBIDS_TRIM in base,*|*,none) echo 1 ;; esac)" '
	function row(name, value) { printf "  %-10s%s\n", name, value }
	function mb(n) { return n < 1e5 ? sprintf("%.1f kB", n / 1e3) : sprintf("%.1f MB", n / 1e6) }
	/^[a-z]/ { section = $1 }
	/^  [a-z0-9.]/ { entries[section]++ }
	END {
		print ""
		row("image", image)
		row("size", mb(unpacked) (stored + 0 < unpacked + 0 ? ", compressed " mb(stored) : "") ", " layers " layers")
		row("packages", entries["packages:"] + 0 " Python, " entries["runtime:"] + 0 " apk")
		while (log_file != "" && (getline line < log_file) > 0)
			if (match(line, / proof: [0-9].*/))
				row("proof", substr(line, RSTART + 8))
			else if (match(line, / scibids: note: .*/))
				row("note", substr(line, RSTART + 16))
		while ((getline line < dockerfile) > 0)
			if (sub(/^# kept: python:library: /, "", line))
				kept = line
		if (!whole)
			row("stdlib", kept != "" ? "with its sources: " kept : "bytecode; SCIBIDS_STDLIB=source adds its sources, 10 MB")
		row("app", files (files == 1 ? " file, " : " files, ") mb(bytes))
		for (i = split(ENVIRON["notes"], lines, "\n"); i > 0; i--)
			row("note", lines[i])
		if (seconds != "")
			row("seconds", seconds)
	}' "$lock"
}
