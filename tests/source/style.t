#!/bin/sh
# The rules of style that a program can check.
# shellcheck disable=SC2046 # no name here has a blank, which is checked
set -u
n=0 bad=0
work=$(mktemp -d)
found=$work/found
trap 'rm -rf "$work"' EXIT

# TEXT; the offences are in $found, a line each
none() {
	n=$((n + 1))
	if [ -s "$found" ]; then
		bad=$((bad + 1))
		printf 'not ok %d - %s\n' "$n" "$1"
		cut -c1-200 "$found" | head -n 20 | sed 's/^/# /' >&2
	else
		printf 'ok %d - %s\n' "$n" "$1"
	fi
}
files() { # of the tree, without what comes from elsewhere or is compared byte by byte
	grep -vE '^tests/(fuzz/seeds|cases|unit/data|make/fake/answers)/' "$work/files"
}

if ! git ls-files >"$work/files" 2>/dev/null || [ ! -s "$work/files" ]; then
	find . -type f ! -path './.git/*' ! -path './helpers/build/*' ! -path '*/.scibids/*' | sed 's|^\./||' >"$work/files"
fi
# What has been removed and not yet been recorded
while read -r file; do
	[ ! -f "$file" ] || printf '%s\n' "$file"
done <"$work/files" >"$work/there"
mv "$work/there" "$work/files"
grep '[^A-Za-z0-9._/@+-]' "$work/files" | grep -v '^tests/' >"$found"
none 'file names of plain characters'

# mk/: what a user's make reads
grep -nE '\$[({](shell|eval|guile|file) |^[^#	]*[^:?+!]!=' mk/*.mk >"$found"
none 'mk/*.mk: nothing runs while make reads them, and nothing is evaluated'
grep -nE '^(SHELL|MAKEFLAGS|VPATH|vpath|\.[A-Z_]+|export|unexport|override)\>' mk/*.mk |
	grep -vE ':(\.PHONY:.*|\.DEFAULT_GOAL := \$\(_scibids_goal\)|\.RECIPEPREFIX *:= *(\$\(_scibids_prefix\))?|unexport .*\(filter _scibids_% .*)$' >"$found"
none "mk/*.mk: nothing of the user's make is changed"
awk '{ gsub(/\t/, "        ") } length > 150 { print FILENAME ":" FNR ": " length " columns" }' mk/*.mk >"$found"
none 'mk/*.mk: at most 150 columns'
grep -nE '\$\(call [^,)]*, ' mk/*.mk >"$found"
none 'mk/*.mk: no blank after the comma of a call'
sed -nE 's/^ *(define )?([A-Za-z_.][A-Za-z0-9_.]*) *(::?|\?|\+)?=.*/\2/p; s/^define ([A-Za-z_]*).*/\1/p' mk/*.mk |
	grep -vE '^(_scibids_[a-z_]+|SCIBIDS_[A-Z_]+|\.RECIPEPREFIX|\.DEFAULT_GOAL)$' >"$found"
none 'mk/*.mk: variables are SCIBIDS_UPPER or _scibids_lower'
grep -nE '^[A-Z][A-Z_]* *(::?|\+)?=' mk/*.mk >"$found"
none 'mk/*.mk: what a user sets is set with ?= alone'
awk 'FNR == 1 && !/^# / { print FILENAME ": begins with no comment" }' mk/*.mk >"$found"
none 'mk/*.mk: each begins by saying what it is for'
awk '!goes_on { lines = 0; recipe = /^\t/ } { goes_on = /\\$/; lines++ } recipe && !goes_on && lines > 7 { print FILENAME ":" FNR ": " lines " lines" }' \
	mk/*.mk >"$found"
none 'mk/*.mk: no recipe with a command of more than seven lines'

# Shell
for file in $(files); do
	case $file in
	*.sh | *.t | .ci/*) printf '%s\n' "$file" ;;
	*) read -r first <"$file" && [ "$first" != '#!/bin/sh' ] || printf '%s\n' "$file" ;;
	esac
done >"$work/scripts" 2>/dev/null
while read -r file; do
	sh -n "$file" 2>&1
done <"$work/scripts" >"$found"
none 'scripts: sh reads them'
if command -v shellcheck >/dev/null; then
	# It is most of this file's time: what passed once, with the same text behind it, is not read again.
	passed=${XDG_CACHE_HOME:-${HOME:-$work}/.cache}/scibids-tests/shellcheck
	mkdir -p "$passed"
	sourced=$({ shellcheck --version && cat $(grep -hoE '# shellcheck source=[a-z0-9/.-]+' $(cat "$work/scripts") | sed 's/.*=//' | sort -u); } | sha256sum)
	for file in mk/*.sh mk/lib/*.sh $(grep '^tools/' "$work/scripts") tests/make/fake/docker tests/make/*.t tests/machines/*.t tests/source/style.t; do
		sum=$({ printf '%s\n' "$sourced" "$file" && cat "$file"; } | sha256sum)
		[ -e "$passed/${sum%% *}" ] || printf '%s %s\n' "${sum%% *}" "$file"
	done >"$work/unread"
	: >"$found"
	# POSIX of 2024 has -nt.
	[ ! -s "$work/unread" ] || shellcheck -x -s sh -S warning -e SC3013 -f gcc $(cut -d' ' -f2 "$work/unread") >"$found" 2>&1
	[ -s "$found" ] || (cd "$passed" && cut -d' ' -f1 "$work/unread" | xargs -r touch)
	none 'shellcheck'
else
	n=$((n + 1))
	echo "ok $n - shellcheck # skip it is not installed"
fi
files | grep -E '^(tests/[a-z0-9]+/[a-z0-9-]*\.t|tests/run|tools/[a-z-]*|tests/make/fake/docker|\.ci/run)$' | while read -r file; do
	[ -x "$file" ] || echo "$file"
done >"$found"
none 'programs can be run'
# What depends on the engine has one place, and docker's part names all of it.
functions() { sed -nE 's/^([a-z_]+)\(\) .*/\1/p' "mk/lib/$1.sh" | sort; }
{
	grep -nE 'podman|nerdctl|engine_is' mk/*.sh mk/lib/*.sh | grep -vE '^mk/lib/((docker|podman|nerdctl|skopeo)\.sh|settings\.sh:[0-9]*:.*engine_is)'
	functions docker >"$work/docker"
	# For podman nothing may be left to docker's part by oversight, but for what is the same.
	{ functions podman && functions skopeo && printf '%s\n' engine_facts engine_version; } | grep -v skopeo | sort | diff "$work/docker" -
	{ functions nerdctl && functions skopeo; } | grep -v skopeo | sort | comm -13 "$work/docker" -
} >"$found"
none 'mk/: docker.sh, podman.sh and nerdctl.sh alone know the engine, podman.sh has the same functions, nerdctl.sh no other'

# All
wc -l $(files | grep -E '\.(c|h|mk|sh|py|t)$') | awk '$2 != "total" && $1 > 400 { print $2 ": " $1 " lines" }' >"$found"
none 'at most 400 lines a file'
grep -nIE '[ 	]+$' $(files | grep -v '\.log$') >"$found"
none 'no blank at the end of a line'
grep -lI "$(printf '\r')" $(files) >"$found"
none 'lines end as Unix has it'
dot='\.'
grep -nIE "pythonhosted${dot}org|pypi${dot}org|dl-[a-z0-9-]*${dot}alpinelinux|(deb|ftp|snapshot)[a-z0-9.-]*${dot}debian${dot}|(registry-1|hub|index|auth)${dot}docker${dot}(io|com)|quay${dot}io|ghcr${dot}io" \
	$(cat "$work/files") >"$found"
none 'no file names a registry of packages or images'
grep -lF "$PWD/" $(cat "$work/files") >"$found"
none "no file names this checkout's directory"
grep -nIE '(TO''DO|FIX''ME)([^A-Za-z]|$)' $(files) >"$found"
none 'nothing is left to be done'
printf '1..%d\n' "$n"
[ "$bad" = 0 ]
