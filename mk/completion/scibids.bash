# For ~/.bashrc, behind bash-completion: `make` completes the variables of SCIBIDS as it does targets.

_scibids_complete() {
	local word=${COMP_WORDS[COMP_CWORD]} make=() i names loaded
	# make's own completion is loaded when it is needed first, and takes this one's place.
	if [ -z "${_scibids_targets-}" ]; then
		if declare -F _comp_load >/dev/null; then _comp_load make; elif declare -F _completion_loader >/dev/null; then _completion_loader make; fi
		loaded=$(complete -p make 2>/dev/null | sed -n 's/.* -F \([^ ]*\) .*/\1/p')
		_scibids_targets=$loaded
		[ "$loaded" != _scibids_complete ] || _scibids_targets=:
		complete -F _scibids_complete make gmake
	fi
	"${_scibids_targets:-:}" "$@"
	case $word in
	V | P* | F* | T* | K* | S*) ;;
	*) return ;;
	esac
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in -C | -f | -I) make+=("${COMP_WORDS[i]}" "${COMP_WORDS[i + 1]}") ;; esac
	done
	names=$(LC_ALL=C "$1" "${make[@]}" -npq __BASH_MAKE_COMPLETION__=1 .DEFAULT 2>/dev/null |
		awk '/^_scibids_included :=/ { ours = 1 } /^SCIBIDS_[A-Z_]* [:?]*=/ { names = names " " $1 "=" } END { if (ours) print names }')
	[ -n "$names" ] || return
	while read -r i; do COMPREPLY+=("$i"); done < <(compgen -W "$names V=1 PKG= FROM= TO= KIT=" -- "$word" | sort -u)
	if [ "${#COMPREPLY[@]}" = 1 ]; then compopt -o nospace 2>/dev/null; fi
}
complete -F _scibids_complete make gmake
