#!/bin/sh
# bash and zsh complete targets and variables.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh
command -v bash >/dev/null && [ -r /usr/share/bash-completion/bash_completion ] || { echo '1..0 # skip no bash-completion'; exit 0; }

project
cat >"$work/answers" <<'END_OF_BASH'
. /usr/share/bash-completion/bash_completion
[ -z "$2" ] || . "$2"
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9 COMPREPLY=()
read -ra COMP_WORDS <<<"$1"
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
complete -p make >/dev/null 2>&1 || _completion_loader make
"$(complete -p make | sed 's/.* -F \([^ ]*\) .*/\1/')" make "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' '
END_OF_BASH
answers() { # LINE [FILE]
	: >"$FAKE_DOCKER_LOG"
	(cd "$project" && MAKEFLAGS=-I$work/include bash "$work/answers" "$@" 2>/dev/null)
}
# Without a file of ours
makefile <<'END_OF_MAKE'
include scibids.mk
mine: ; @true
END_OF_MAKE
is "$(answers 'make image')" 'image image-clean image-debug image-push image-run image-verify' "bash: the short names are targets, too"
is "$(answers 'make lo') $(answers 'make too')" 'lock lock-upgrade toolbox' 'all of them'
is "$(answers 'make scibids-e') $(answers 'make mi')" 'scibids-explain mine' 'beside the long ones and the own'
is "$(calls)$(ls -A "$project")" "$(ls -A "$SCIBIDS/tests/make/fake/project")" 'and nothing is run or written'
makefile <<'END_OF_MAKE'
include scibids.mk
image: ; @true
END_OF_MAKE
is "$(answers 'make image-r') $(answers 'make imag' | tr ' ' '\n' | grep -c '^image$')" 'image-run 1' 'a target of their name does not disturb'

file=$SCIBIDS/mk/completion/scibids.bash
is "$(answers 'make SCIBIDS_PY' "$file")" 'SCIBIDS_PYTHON=' 'bash: a variable'
is "$(answers 'make image SCIBIDS_AUDIT_' "$file")" 'SCIBIDS_AUDIT_AGE= SCIBIDS_AUDIT_FIXES= SCIBIDS_AUDIT_FORMAT= SCIBIDS_AUDIT_LEVEL=' 'several'
is "$(answers 'make PK' "$file") $(answers 'make image-v' "$file")" 'PKG= image-verify' 'one of the command line, and targets as before'
is "$(answers 'make scibids-kit KI' "$file")" 'KIT=' 'another of these'
is "$(answers "make -C $project SCIBIDS_PY" "$file")" 'SCIBIDS_PYTHON=' 'of another directory'
printf 'PYTHON = 3\nall: ; @true\n' | makefile
is "$(answers 'make P' "$file")" '' 'a project without the library gets none'

command -v zsh >/dev/null || { finish; exit; }
makefile <<'END_OF_MAKE'
include scibids.mk
END_OF_MAKE
cat >"$work/zsh" <<'END_OF_ZSH'
zmodload zsh/zpty || exit 3
zpty z zsh -f -i
zpty -w z "cd $1; PS1='> '; autoload -U compinit; compinit -u -d $3; . $2; print rea''dy"
zpty -r -m z seen '*ready*' # the shell is there
zpty -w -n z "$4"$'\t'
all=
for ((i = 0; i < 200; i++)); do
	while zpty -r -t z out; do all+=$out; done
	[[ $all != *"$5"* ]] || break
	sleep 0.1
done
zpty -d z
print -r -- "${(V)all}"
END_OF_ZSH
zsh_completes() { # LINE WHOLE
	MAKEFLAGS=-I$work/include TERM=dumb timeout 60 zsh -f "$work/zsh" "$project" "$SCIBIDS/mk/completion/scibids.zsh" "$work/zcompdump" "$1" "$2" 2>/dev/null
}
like "$(zsh_completes 'make image-v' image-verify)" 'image-verify' 'zsh: a target'
like "$(zsh_completes 'make SCIBIDS_PY' SCIBIDS_PYTHON=)" 'SCIBIDS_PYTHON=' 'zsh: a variable'
finish
