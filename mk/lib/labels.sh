# Sourced behind settings.sh. write_labels writes to OUT/labels, a line each, the commit that an image is made from and the address of its
# repository. HEAD is the working tree's commit; outside of git there is none. SCIBIDS_LABELS overrides both.
# shellcheck shell=sh disable=SC2034,SC2154

label() { case " $SCIBIDS_LABELS" in *[\ \'\"]"$1"=*) ;; *) labels=$labels$1=$2$newline ;; esac; }

# An address that is the same in every clone, without a password; none for a path on this machine.
public_address() {
	case $1 in
	*://*) scheme=${1%%://*} rest=${1#*://} ;;
	[./~]* | *[\\]*) return ;;
	*:*) scheme=ssh rest=${1#*:} && rest=${1%%:*}/${rest#/} ;;
	*) return ;;
	esac
	authority=${rest%%/*} path=${rest#"${rest%%/*}"}
	authority=${authority##*@}
	case $scheme in
	http | https) ;;
	ssh | git | git+ssh | ssh+git) scheme=https authority=${authority%:*} ;;
	*) return ;;
	esac
	path=${path%%[?#]*}
	case $authority$path in *[!A-Za-z0-9._~:/+%-]* | :* | /*) return ;; esac
	case ${authority#*:} in "$authority") ;; '' | *[!0-9]*) return ;; esac
	printf '%s://%s%s\n' "$scheme" "$authority" "${path%/}"
}

add_labels() {
	revision=$SCIBIDS_REVISION
	case $revision in
	'') return ;;
	*[!A-Za-z0-9._-]*) fail 2 "SCIBIDS_REVISION is '$revision': a commit's name has letters, digits and ._- only" ;;
	HEAD) revision=$(GIT_OPTIONAL_LOCKS=0 git describe --always --abbrev=64 --dirty --exclude='*' 2>/dev/null) || return ;;
	esac
	source=$(public_address "$(git config --get remote.origin.url 2>/dev/null)")
	[ -z "$source" ] || label org.opencontainers.image.source "$source"
	label org.opencontainers.image.revision "$revision"
}

# An unchanged file is not touched. Two lines are not worth a process.
write_labels() {
	labels='' old=''
	add_labels
	[ ! -r "$out/labels" ] || while read -r line; do old=$old$line$newline; done <"$out/labels"
	[ -e "$out/labels" ] && [ "$old" = "$labels" ] && return
	{ printf '%s' "$labels" >"$out/labels.tmp"; } 2>/dev/null || cannot_write "$out/labels"
	mv "$out/labels.tmp" "$out/labels"
}
