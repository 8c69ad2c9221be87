#!/bin/sh
# Where settings come from, and that they arrive as they were written.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

setting() { # NAME, out of .scibids/settings
	sed -n "s/^SCIBIDS_$1=//p" "$project/.scibids/settings"
}

# Whose setting holds
project
printf 'include scibids.mk\n' | makefile
run .scibids/settings
is "$status $out$err" '0 ' 'settings are written without a word'
is "$(setting PYTHON) $(setting BASE)" '3.13 python:3.13-alpine3.22' 'defaults'
is "$(setting NAME) $(setting REQUIREMENTS) $(setting APP)" 'app requirements.txt .' 'defaults that the directory gives'
export SCIBIDS_PYTHON=3.12
run .scibids/settings
is "$(setting BASE)" python:3.12-alpine3.22 'the environment goes before the default'
printf 'include scibids.mk\nSCIBIDS_PYTHON = 3.11\n' | makefile
run .scibids/settings
is "$(setting BASE)" python:3.11-alpine3.22 'the Makefile goes before the environment, also behind the include'
printf 'SCIBIDS_PYTHON = 3.11\ninclude scibids.mk\n' | makefile
run .scibids/settings
is "$(setting BASE)" python:3.11-alpine3.22 'and before it'
run -e .scibids/settings
is "$(setting BASE)" python:3.12-alpine3.22 'with -e it is the other way round'
run .scibids/settings SCIBIDS_PYTHON=3.14
is "$(setting BASE)" python:3.14-alpine3.22 'the command line goes before both'
unset SCIBIDS_PYTHON

mkdir "$work/kit"
echo 'SCIBIDS_ALPINE ?= 3.19' >"$work/kit/kit.mk"
printf 'include scibids.mk\n' | makefile
run .scibids/settings SCIBIDS_KIT="$work/kit"
is "$(setting BASE)" python:3.13-alpine3.19 "a kit's kit.mk gives defaults"
run .scibids/settings SCIBIDS_KIT="$work/kit" SCIBIDS_ALPINE=3.21
is "$(setting BASE)" python:3.13-alpine3.21 'and no more than that'

project 'My Project.2'
printf 'include scibids.mk\nSCIBIDS_ALPINE = 3.20\n' | makefile
run .scibids/settings
is "$(setting NAME)" my-project.2 'a directory with capitals and blanks gives a name that images can have'
run image
is "$status $(sed -n 's/^\(my-[a-z.2-]*\):.*/\1/p' "$FAKE_DOCKER_STATE/store" | sort -u)" '0 my-project.2' 'and an image of it'
project Demo_1
printf 'a==1\n' >"$project/pylock.toml"
run .scibids/settings
is "$(setting NAME) $(setting REQUIREMENTS)" 'demo_1 pylock.toml' 'pylock.toml goes before requirements.txt'

# Written as they are, whatever wrote them
project
value='it'\''s "two  blanks" `date` $HOME \t \\ %s # äöü 日本 ; | & > *'
makefile <<'END'
include scibids.mk
SCIBIDS_LABELS = it's "two  blanks" `date` $$HOME \t \\ %s \# äöü 日本 ; | & > *
END
run .scibids/settings
is "$(setting LABELS)" "$value" 'quotes, blanks, $$, \# and letters of any script, from the Makefile'
printf 'include scibids.mk\n' | makefile
escaped=$(printf '%s\n' "$value" | sed 's/\$/$$/g')
run .scibids/settings "SCIBIDS_LABELS=$escaped"
is "$(setting LABELS)" "$value" 'from the command line'
export SCIBIDS_LABELS="$escaped"
run .scibids/settings
is "$(setting LABELS)" "$value" 'from the environment'
unset SCIBIDS_LABELS
printf 'include scibids.mk\nSCIBIDS_ALPINE = 3.20\n' | makefile
run toolbox "SCIBIDS_LABELS=$escaped"
is "$status $(setting LABELS)" "0 $value" 'and from the command line through the make that a make starts'
printf 'include scibids.mk\nSCIBIDS_ENV = A=$(SCIBIDS_PYTHON) B=$(notdir /x/y)\n' | makefile
run .scibids/settings
is "$(setting ENV)" 'A=3.13 B=y' "make's own functions and variables are expanded"

# Rewritten when they differ, and only then
touch -d '2001-01-01' "$project/.scibids/settings"
run .scibids/settings
is "$(find "$project/.scibids/settings" -newermt 2002-01-01)" '' 'the same settings leave the file alone'
run .scibids/settings SCIBIDS_ENV=a=b
is "$(find "$project/.scibids/settings" -newermt 2002-01-01)" "$project/.scibids/settings" 'others do not'
is "$(find "$project/.scibids" -name '*tmp*')" '' 'and nothing is left beside it'

# Refused
refused() { # TEXT REGEX ARGUMENT...
	text=$1 regex=$2
	shift 2
	run "$@"
	[ "$status" != 0 ] && [ "$(printf '%s\n' "$err" | grep -c .)" = 1 ]
	ok $? "$text: refused with one line" || printf '%s\n' "$status $err" | remark
	like "$err" "$regex" "$text: which says why"
	is "$calls$out" '' "$text: and nothing is done"
}
project
makefile <<'END'
include scibids.mk
define SCIBIDS_CMD
python3
main.py
endef
END
refused 'a line break' 'SCIBIDS_CMD holds a line break' image
printf 'include scibids.mk\n' | makefile
for name in LOCK OUT REQUIREMENTS KIT RECORDS FRAGMENTS; do
	refused "a blank in SCIBIDS_$name" "SCIBIDS_$name is 'my dir/x'" image "SCIBIDS_$name=my dir/x"
done
for name in LOCK OUT KIT; do
	printf 'include scibids.mk\nSCIBIDS_%s = other\n' "$name" | makefile
	refused "SCIBIDS_$name behind the include" "SCIBIDS_$name is set after the include" image
done
printf 'include scibids.mk\nSCIBIDS_ALPINE = 3.20\n' | makefile
for command in 'web: python3 main.py' 'PORT=80 python3 main.py' 'exec python3 main.py' "sh -c 'python3 main.py'" '["python3", main.py]'; do
	run image "SCIBIDS_CMD=$command"
	is "$status $calls$out $(printf '%s\n' "$err" | grep -v '^make: ' | grep -c '^scibids-settings: SCIBIDS_CMD: ')" '2  1' "refused with one line: $command"
	unlike "$(ls -A "$project/.scibids" 2>/dev/null)" settings 'before anything is built'
done
# make reads $PORT as $(P) and ORT
for command in 'gunicorn -b 0.0.0.0:$PORT app' 'gunicorn -b 0.0.0.0:${PORT:-8000} app' '["gunicorn", "-b", ":${PORT}"]'; do
	printf 'include scibids.mk\nSCIBIDS_CMD = %s\n' "$command" | makefile
	refused "a shell's variable: $command" 'SCIBIDS_CMD: \$[{]?PORT.* is a shell variable, and no shell will read it: write its value' image
done
printf 'include scibids.mk\nSCIBIDS_ENV = PATH=/opt:$PATH\n' | makefile
refused "a shell's variable in the environment" 'SCIBIDS_ENV: \$PATH is a shell variable' image
printf 'include scibids.mk\nport = 80\nP = x\nSCIBIDS_CMD = python3 -c '\''%%s'\'' ${port} $(port) $P $(shell echo a b)\n' | makefile
run .scibids/settings
is "$(setting CMD)" "python3 -c '%s' 80 80 x a b" 'variables of make are what they are'
rm -rf "$project/.scibids"
printf 'SCIBIDS_OUT = build # where things go\ninclude scibids.mk\n' | makefile
refused "a blank between a value and its comment" "SCIBIDS_OUT is 'build '" image
is "$(ls -A "$project")" "$(ls -A "$SCIBIDS/tests/make/fake/project")" 'nothing of this writes a file'

# A command as a Dockerfile has it
project
run image 'SCIBIDS_CMD=["python3", "-u", "main.py"]'
like "$(cat "$project/.scibids/Dockerfile")" '^CMD \["python3", "-u", "main\.py"\]$' 'a JSON array is a command'

# The one path that may hold blanks
project
mkdir "$project/my app"
mv "$project/main.py" "$project/my app/"
printf 'secret.txt\n' >"$project/my app/.dockerignore"
touch "$project/my app/secret.txt"
run image 'SCIBIDS_APP=my app'
is "$status" 0 'SCIBIDS_APP may hold a blank'
like "$(cat "$FAKE_DOCKER_LOG")" '^buildx build .*--target final .* my app$' 'it is the context of the build'
like "$out" '^  app  *2 files' 'and its .dockerignore counts'
like "$(cat "$project/.scibids/Dockerfile.dockerignore")" '^secret\.txt$' 'for the builder as well'

# A misspelt variable, which would otherwise be silently ignored
locked_project
run image SCIBIDS_CDM='python3 other.py'
is "$status" 2 'a misspelt variable on the command line: make fails'
like "$err" '^scibids-settings: SCIBIDS_CDM is set, but there is no such variable: did you mean SCIBIDS_CMD\?$' 'and says what is meant'
echo 'SCIBIDS_RUNTIME_APK = curl' >>"$project/Makefile"
run image
like "$status $err" '^2 .*did you mean SCIBIDS_RUNTIME_APKS\?$' 'the same in the Makefile'
is "$calls" '' 'before the engine is asked'
locked_project
SCIBIDS_CDM=x run image SCIBIDS_HOME=vendor
is "$status $err" '0 ' "what the environment has, and a project's own names, are left alone"
finish
