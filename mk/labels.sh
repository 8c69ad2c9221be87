# usage: labels.sh FILE REVISION OTHERS
# Writes to FILE labels that say what an image was made from, a line each: the commit, and the address of its repository. HEAD is the
# working tree's commit, which outside of git is none. Labels that OTHERS has are the user's.
set -u
file=$1 revision=$2 others=$3 labels=''
newline='
'
label() { case " $others" in *[\ \'\"]"$1"=*) ;; *) labels=$labels$1=$2$newline ;; esac; }

# A file that is the same already is not touched. No process is worth two lines.
finish() {
	old=''
	[ ! -r "$file" ] || while read -r line; do old=$old$line$newline; done <"$file"
	[ -e "$file" ] && [ "$old" = "$labels" ] && exit 0
	printf '%s' "$labels" >"$file.tmp" && mv "$file.tmp" "$file"
	exit
}

# An address that everyone who has a clone writes alike, without what may be a password; none for a place on this machine.
public() {
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

case $revision in
'') finish ;;
*[!A-Za-z0-9._-]*)
	printf "scibids: SCIBIDS_REVISION is '%s': a commit's name has letters, digits and ._- only\n" "$revision" >&2
	exit 2
	;;
HEAD) revision=$(GIT_OPTIONAL_LOCKS=0 git describe --always --abbrev=64 --dirty --exclude='*' 2>/dev/null) || finish ;;
esac
source=$(public "$(git config --get remote.origin.url 2>/dev/null)")
[ -z "$source" ] || label org.opencontainers.image.source "$source"
label org.opencontainers.image.revision "$revision"
finish
