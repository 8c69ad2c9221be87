# Sourced behind builder.sh: the base image as a file.
#   find_archive               $archive: the kit's archive of it, or the script ends
#   locked_archive             $archive, the one of the lock's $digest, if the kit has that
#   save_base FILE DIGEST      writes the base image of that digest as an archive that an engine can load and a builder can read
# shellcheck shell=sh disable=SC2034,SC2154

base=$SCIBIDS_BASE base_for=build
# Prints its platform, then a line for each digest.
digests_in_store() { $engine image inspect --format '{{.Os}}/{{.Architecture}}{{println}}{{range .RepoDigests}}{{println .}}{{end}}' "$base" 2>/dev/null; }
last_line_of() { printf '%s' "$1" | tail -n 1; }

# Alpine's name for the target's architecture, known without asking the engine
architecture() {
	case ${SCIBIDS_PLATFORM#linux/} in
	'') uname -m ;;
	amd64*) echo x86_64 ;;
	arm64*) echo aarch64 ;;
	386) echo x86 ;;
	*) printf '%s' "${SCIBIDS_PLATFORM#linux/}" | tr -d / ;;
	esac
}
archives() { # NAME-PATTERN; images/ may be a link
	find "$SCIBIDS_KIT/images/" -name "$(printf '%s' "${base%@*}" | tr '/:' '--')$1" 2>/dev/null | LC_ALL=C sort | head -n 1
}
locked_archive() {
	digest=$(sed -n 's/^base-digest: //p' "$lock" 2>/dev/null)
	[ -n "$digest" ] && short=$(printf '%s' "${digest#sha256:}" | cut -c-12) || return
	# A digest may be that of an index, which has several.
	for machine in "$(architecture)" '*'; do
		archive=$(archives "-$machine-$short.tar")
		[ -z "$archive" ] || return 0
	done
	return 1
}
find_archive() {
	[ "$base_for" = upgrade ] || ! locked_archive || return 0
	for pattern in "-$(architecture)*.tar*" '.tar*' '-*.tar*'; do
		archive=$(archives "$pattern")
		[ -z "$archive" ] || return 0
	done
	fail 2 "$SCIBIDS_KIT/images has no archive of $base: add one, or set SCIBIDS_BASE"
}

save_base() {
	of=${base%@*}
	if [ -n "$SCIBIDS_KIT" ] && [ -n "$builder" ]; then
		find_archive
		case $archive in *.xz) xz -dc "$archive" >"$1" ;; *) cp "$archive" "$1" ;; esac || exit 2
	else
		say SAVE "$of" >&2
		# Of an index the store has what this machine runs.
		foreign=$SCIBIDS_PLATFORM
		[ "$foreign" != "$(engine_platform)" ] && ! { [ -n "$SCIBIDS_KIT" ] && locked_archive; } || foreign=''
		case $foreign,$(digests_in_store) in
		,*"$2"*) write_archive "$of" "$1" ;;
		*)
			reason=$($engine pull --quiet ${foreign:+--platform "$foreign"} "$of@$2" 2>&1 >/dev/null) ||
				fail 2 "cannot pull $of@$2${foreign:+ for $foreign}: $(last_line_of "$reason")"
			write_archive "$of@$2" "$1.part" && name_image "$1.part" "$1"
			;;
		esac
	fi
	tar -xOf "$1" index.json 2>/dev/null | grep -q "\"digest\": *\"$2\"" ||
		fail 2 "$of: the engine's archive has no digest of it: use docker's containerd image store"
}
write_archive() { # IMAGE FILE
	reason=$(save_image "$1" "$2" 2>&1) || fail 2 "cannot save $1: $(last_line_of "$reason")"
}
# An image saved by its digest has no name in the archive.
name_image() { # FILE NAMED
	case $of in
	*.*/* | *:*/* | localhost/*) full=$of ;;
	*/*) full=docker.io/$of ;;
	*) full=docker.io/library/$of ;;
	esac
	mkdir "$1.d" && tar -xf "$1" -C "$1.d" && rm -f "$1" &&
		sed "s|\"annotations\": *{|&\"io.containerd.image.name\":\"$full\",\"org.opencontainers.image.ref.name\":\"${of##*:}\",|" "$1.d/index.json" >"$1.json" &&
		mv "$1.json" "$1.d/index.json" && (cd "$1.d" && tar -cf - -- *) >"$2" && rm -rf "$1.d" || exit 2
}
