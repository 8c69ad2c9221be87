#!/bin/sh
# What scibids-hash takes for a builder's context is what the builder copies: names, kinds, modes, contents. One build with
# a named context per ignore file, and one build for each of those that a builder refuses.
set -u
docker buildx version >/dev/null 2>&1 && docker info >/dev/null 2>&1 || { echo '1..0 # skip no docker engine with buildx'; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
hash=${SCIBIDS_HELPERS:-$PWD/helpers/build}/scibids-hash
LC_ALL=C
export LC_ALL
umask 022
# shellcheck source=tests/tap.sh
. tests/tap.sh

# One ignore file a line, as printf's %b reads it.
cat >"$work/accepted" <<'END'

# comment\n #a\n
*
*\n!src
*\n!src/app/main.py
*\n!src/app/*.py\n!README.md
*\n!**/*.py
**
**\n!**/x
**/x
**/x/**
**/*.pyc\n**/__pycache__
src/**
src/**\n!src/app
src/*\n!src/app
src\n!src/app/main.py
!src\nsrc
src\n!src
/src/app/
src/./app//../tests
./src
.\n/\n!.
  a  \n\tb\t\r\n
/ a b
\0302\0240a\0302\0240
a?\n?
[a-c]
[^a]*\n![b-z]*
a[[]b]\na\\[b]
[\\*]
\\^a\n\\^?
a\\|b*
a\\{2}*
?{,2}\n!{
\0357\0273\0277a\nb
a\\*
^a
{*
$*\n+*\n(*
\0303\0251\n?\0303\0251
[\0303\0240-\0303\0277]
**/app/**/*.py
s**y
s**\n!src/**/app
**c/app
**/*/**
*/*
*/*\n!*/app
src/app\n!src/app/**\nsrc/app/deep/*
!\\!a\n!a
!!a\n*
#a\n\\#a
new\nline
new?line\n**/d
dir*/**/f
link\nloop/*
empty/*
fifo\nsock*
node_modules\n!node_modules/keep
.*\n!.git/HEAD
**/.*
src/*/deep/../main.py
*.md\n!README*.md\nREADME-secret.md
END
cat >"$work/refused" <<'END'
a\n!
!/
[a
a\\
[a-]
[]a]
*[]a]
x[-b
*{1,2}
*[z-a]
*\\q
*a{2}{2}
END

# A builder takes these for more than they say; here they are refused, with the line's number.
cat >"$work/strict" <<'END'
../src\n!../../a
\0357\0273\0277a\n\0357\0273\0277b
[*]
[?]x
a*[]a]
\\d
\\w
*^a
^?
a|b*
a{2}*
?{1,2}\n!{
\\Qa*
\\141?
*\\bb
[[:alpha:]]
\0377
END

make_tree() { # DIR
	mkdir -p "$1/src/app/deep/d" "$1/src/app/__pycache__" "$1/src/tests" "$1/empty" "$1/node_modules/keep/x" "$1/.git" "$1/dir x/y" || return 1
	(
		cd "$1" || exit 1
		for name in a b ab aa a.b 'a b' ' lead' '^a' 'a[b]' 'a*' '\d' 5 '!a' '#a' '{' 'a{2}' '$x' '+x' '(x' x 'a|b' _ '-' ']' é aé \
			'[x' README.md README-secret.md src/app/main.py src/app/x.py src/app/deep/main.py src/app/deep/d/f src/app/__pycache__/m.pyc \
			src/tests/x src/setup.py node_modules/keep/x/f node_modules/drop .git/HEAD .git/config .env 'dir x/y/f' 'new
line' "$(printf '%0255d' 0)"; do
			printf '%s' "$name" >"$name"
		done
		: >zero
		ln -s a link && ln -s . loop && ln -s /nowhere src/dangling && ln -s ../a src/up && mkfifo fifo
		perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0) && bind(S, sockaddr_un("sock")) or die'
		chmod 600 b && chmod 755 src/app/main.py && chmod 4755 x && chmod 2644 zero && chmod 700 src/tests && chmod 1777 empty && chmod 640 link
	)
}

each() { # FILE FUNCTION
	number=0
	while IFS= read -r line; do
		number=$((number + 1))
		"$2" "$number" "$line" </dev/null
	done <"$1"
}

prepare() { # NUMBER LINE
	cp -al "$work/tree" "$work/context-$1" 2>/dev/null || make_tree "$work/context-$1"
	printf '%b\n' "$2" >"$work/context-$1/.dockerignore"
	printf 'COPY --from=context-%s . /%s/\n' "$1" "$1" >>"$work/Dockerfile"
}

compare() { # NUMBER LINE
	[ -d "$work/out/$1" ] || mkdir "$work/out/$1"
	context=$work/context-$1
	ours=$("$hash" app --ignore "$context/.dockerignore" "$context")
	theirs=$("$hash" app "$work/out/$1")
	[ -n "$ours" ] && [ "$ours" = "$theirs" ]
	ok $? "$2"
	[ "$ours" = "$theirs" ] && return
	"$hash" app --list --ignore "$context/.dockerignore" "$context" >"$work/ours"
	"$hash" app --list "$work/out/$1" | diff - "$work/ours" | remark
}

refuse() { # NUMBER LINE
	printf '%b\n' "$2" >"$work/tree/.dockerignore"
	! docker buildx build -q -f "$work/main" --output "type=local,dest=$work/none" "$work/tree" >/dev/null 2>&1
	ok $? "the builder refuses $2"
	"$hash" app --ignore "$work/tree/.dockerignore" "$work/tree" >/dev/null 2>&1
	[ $? = 2 ]
	ok $? "and so do we"
}

refuse_alone() { # NUMBER LINE
	printf 'kept\n%b\n' "$2" >"$work/ignore"
	"$hash" app --ignore "$work/ignore" "$work/tree" >/dev/null 2>"$work/refusal"
	[ $? = 2 ] && grep -q "^scibids-hash: $work/ignore:[23]: " "$work/refusal"
	ok $? "refused here: $2"
}

make_tree "$work/tree" || { echo '1..0 # skip the tree of odd names cannot be made here'; exit 0; }
echo 'FROM scratch' >"$work/Dockerfile"
printf 'FROM scratch\nCOPY . /main/\n' >"$work/main"
each "$work/accepted" prepare
cd "$work" || exit 1
set --
for context in context-*; do
	set -- "$@" --build-context "$context=$context"
done
docker buildx build -q --no-cache "$@" --output type=local,dest=out - <Dockerfile >/dev/null 2>log
ok $? 'a build with every ignore file'
[ -d out ] || remark <log
mkdir -p out
each accepted compare
each refused refuse
each strict refuse_alone
finish
