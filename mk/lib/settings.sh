# Sourced by the scripts in mk/, which make calls in the project's directory as  sh SCRIPT OUT MODE [ARGUMENT].
#   OUT    make's directory for generated files; each line of its file `settings` becomes a variable, by `settings.sh`
#   MODE   quiet, normal, or verbose, which shows commands
# shellcheck shell=sh disable=SC2034,SC2154 # the scripts use what is set here; `settings.sh` sets the rest
set -u
exec 9>&1
out=$1 mode=$2
newline='
'
# shellcheck source=/dev/null
. "$out/settings.sh"
home=$_scibids_home helpers=$_scibids_helpers engine=$SCIBIDS_ENGINE name=$SCIBIDS_NAME lock=$SCIBIDS_LOCK
fragments=$home/dockerfiles repository=''
# Where images of several platforms are made, OUT of one lies in that of all, `latest` is the index, and other names have the $suffix.
whole=${_scibids_whole:-$out} newest=${_scibids_newest:-latest} suffix=${_scibids_whole:+-${out##*/}}
# No other script asks which engine it is.
case ${engine%% *} in podman | */podman) engine_is=podman ;; nerdctl | */nerdctl) engine_is=nerdctl ;; *) engine_is=docker ;; esac
# shellcheck source=mk/lib/docker.sh
. "${0%/*}/lib/docker.sh"
# shellcheck source=/dev/null
[ "$engine_is" = docker ] || . "${0%/*}/lib/$engine_is.sh"

fail() { # STATUS MESSAGE...
	status=$1
	shift
	echo "scibids: $*" >&2
	exit "$status"
}
no_engine() { printf "no engine answers to '%s'%s" "$engine" "${DOCKER_HOST:+ at DOCKER_HOST=$DOCKER_HOST}"; }
# A shell does not say which file it cannot write, or why.
cannot_write() { # FILE
	reason=$(LC_ALL=C cp "$out/settings" "$1.try" 2>&1) || :
	rm -f "$1.try" "$1.tmp"
	reason=${reason##*: }
	fail 2 "cannot write $1: ${reason:-there was no room: try again}"
}
put_line() { # FILE LINE
	{ printf '%s\n' "$2" >"$1"; } 2>/dev/null || cannot_write "$1"
}
add_line() { # FILE LINE
	{ printf '%s\n' "$2" >>"$1"; } 2>/dev/null || cannot_write "$1"
}
say() { # VERB TEXT
	[ "$mode" != normal ] || printf '  %-8s%s\n' "$1" "$2"
}
run() { # COMMAND...
	[ "$mode" != verbose ] || printf '%s\n' "$*" >&9
	"$@"
}
helper() { # NAME ARGUMENT...
	helper=$helpers/scibids-$1
	shift
	run "$helper" "$@"
}

# Only one make works in a project at a time, and only one of its scripts. Make is the parent of the first script. $waited is not empty
# if another one had to finish first.
: "${_scibids_make:=$PPID}"
export _scibids_make
take_turn() {
	waited=$("$helpers/scibids-turn" "$out/make.turn" "$_scibids_make" && "$helpers/scibids-turn" "$out/script.turn" $$) || exit 2
	end_turn_at_exit
}
end_turn_at_exit() {
	trap end_turn EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}
end_turn() {
	for turn in "make $_scibids_make" "script $$"; do
		owner=''
		[ ! -r "$out/${turn% *}.turn" ] || read -r owner _ <"$out/${turn% *}.turn" || :
		[ "$owner" != "${turn#* }" ] || : >"$out/${turn% *}.turn"
	done
}

stitch() { # TARGET DOCKERFILE LOCK [OPTION]...
	[ "$1" != image ] && [ "$1" != debug ] || [ ! -e pyproject.toml ] || set -- "$@" -p pyproject.toml
	target=$1 dockerfile=$2 from=$3
	shift 3
	helper stitch -s "$out/settings" -f "$fragments" ${SCIBIDS_FRAGMENTS:+-u "$SCIBIDS_FRAGMENTS"} "$@" -t "$target" -o "$dockerfile" "$from"
}
with_records() { # COMMAND ARGUMENT...: a helper, or the verb of one, with the directories of package records
	command=$1
	shift
	# shellcheck disable=SC2086
	helper $command ${SCIBIDS_RECORDS:+-r "$SCIBIDS_RECORDS"} -r "$fragments/packages" "$@"
}
# Writes to OUT/sources a line for each package of the lock that is built from files of the project. If scibids-stale has just found the
# lock to hold and left OUT/stale empty, there is no such package.
hash_sources() { # LOCK
	if [ -s "$out/stale" ] && grep -q -e '^    source: directory$' -e '^    file: ' "$1"; then
		helper sources -s "$whole/sums" -e "$whole" "$1" >"$out/sources.tmp" || return
		if cmp -s "$out/sources.tmp" "$out/sources"; then rm "$out/sources.tmp"; else mv "$out/sources.tmp" "$out/sources"; fi
	elif [ -s "$out/sources" ] || [ ! -e "$out/sources" ]; then
		: >"$out/sources"
	fi
}
# Copies those files to OUT/project.
gather_sources() { # LOCK
	rm -rf "$out/project" "$out/project.tmp" && helper sources -s "$whole/sums" -d "$out/project.tmp" -e "$whole" "$1" >/dev/null && mv "$out/project.tmp" "$out/project"
}

# Format 4 is a lock of several platforms.
is_joint() { [ -r "$lock" ] && { read -r _ && read -r format; } <"$lock" && [ "$format" = 'lock-version: 4' ]; }
case ${0##*/} in
clean.sh | doctor.sh | help.sh | init.sh) ;;
*)
	case $SCIBIDS_PLATFORM in
	*,*) joint=1 ;;
	?*) if is_joint; then joint=1; else joint=''; fi ;;
	*) joint='' ;;
	esac
	# shellcheck source=mk/lib/platforms.sh
	[ -z "$joint" ] || . "${0%/*}/lib/platforms.sh"
	;;
esac
