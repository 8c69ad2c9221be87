#!/bin/sh
# What including scibids.mk does to a make that builds something else: nothing.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

# Everything that make runs goes through this shell, and leaves a line.
cat >"$work/spy" <<END
#!/bin/sh
echo "\$*" >>'$work/spied'
exec /bin/sh "\$@"
END
chmod +x "$work/spy"

project
makefile <<END
SHELL := $work/spy
include scibids.mk
SCIBIDS_CMD = python3 main.py
unrelated:
	@echo mine
END
: >"$work/spied"
run unrelated
is "$out$err" mine 'a target of the user is made'
is "$(cat "$work/spied")" '-c echo mine' 'reading the include starts no process'
is "$calls" '' 'and calls no engine'
is "$(ls -A "$project")" "$(ls -A "$SCIBIDS/tests/make/fake/project")" 'and writes no file'

# The default goal
for at in first last; do
	{
		[ $at = last ] || echo 'include scibids.mk'
		printf 'mine:\n\t@echo mine\nother:\n\t@echo other\n'
		[ $at = first ] || echo 'include scibids.mk'
	} | makefile
	run
	is "$out$err" mine "included $at, the user's first target is the default"
done
printf 'include scibids.mk\n.DEFAULT_GOAL := other\nmine:\n\t@echo mine\nother:\n\t@echo other\n' | makefile
run
is "$out$err" other "the user's .DEFAULT_GOAL behind the include holds"
printf '.DEFAULT_GOAL := other\ninclude scibids.mk\nmine:\n\t@echo mine\nother:\n\t@echo other\n' | makefile
run
is "$out$err" other 'and before it'
echo 'include scibids.mk' | makefile
run
is "$status $out" '2 ' 'with the include alone, make has nothing to make'
like "$err" 'No targets' 'and says so'
is "$calls$(ls -A "$project")" "$(ls -A "$SCIBIDS/tests/make/fake/project")" 'and does nothing'

# Twice, as happens when an included file includes it
printf 'include scibids.mk\ninclude scibids.mk\nSCIBIDS_ALPINE = 3.20\nmine:\n\t@echo mine\n' | makefile
run
is "$out$err" mine 'included twice, it says nothing'
run image
is "$status" 0 'and an image is built'
unlike "$err" warning 'with one recipe a target'

# The user's own targets
makefile <<'END'
include scibids.mk
test clean run help all install check build lint docs:
	@echo 'my $@'
END
run test clean run help all install check build lint docs
is "$out$err" "my test${newline}my clean${newline}my run${newline}my help${newline}my all${newline}my install${newline}my check${newline}my \
build${newline}my lint${newline}my docs" "the usual targets are the user's"

# make's own settings
user='mine: ; @printf "%s\n" "$(SHELL)" "$(.SHELLFLAGS)" "$(MAKEFLAGS)" "$(SUFFIXES)" "$(.RECIPEPREFIX)" "$(VPATH)" "$(CC) $(RM)"'
settings() { # the values, the special targets, the implicit rules
	run mine
	printf '%s\n' "$status" "$out" "$err"
	run -pnq mine
	printf '%s\n' "$out" | grep -E '^(\.[A-Z_]+:|%|\.[a-z.]+:|\(%)' | grep -v '^\.PHONY:' | LC_ALL=C sort
}
printf '%s\n' "$user" | makefile
without=$(settings)
printf '%s\n' 'include scibids.mk' "$user" | makefile
is "$(settings)" "$without" 'SHELL, MAKEFLAGS, suffixes, special targets and implicit rules are as they were'

makefile <<'END'
include scibids.mk
one:
	@cd /
	@test "$$(pwd)" = '$(CURDIR)'
half:
	@echo half >$@; false
loud:
	echo loud
END
run one
is "$status" 0 'each line of a recipe has its shell'
run half
is "$(cat "$project/half")" half "what a failed recipe leaves is the user's"
run loud
is "$out" "echo loud${newline}loud" 'recipes are echoed'

# The environment, and what there is of names
user='mine: ; @env | grep -vE "^(_|MAKE.*|PWD|OLDPWD)=" | LC_ALL=C sort'
printf '%s\n' 'MINE = 1' "$user" | makefile
run mine SSL_CERT_FILE=/ca
without=$out
printf '%s\n' 'include scibids.mk' 'MINE = 1' 'SCIBIDS_INDEX_URL = https://u:secret@host/' "$user" | makefile
run mine SSL_CERT_FILE=/ca
is "$out" "$without" "the user's recipes see no variable more"

makefile <<'END'
before := $(.VARIABLES)
include scibids.mk
mine: ; @printf '%s\n' $(filter-out $(before) before,$(.VARIABLES))
END
run mine
is "$(printf '%s\n' "$out" | grep -vE '^(SCIBIDS_[A-Z_]+|_scibids_[a-z_]+|_scibids_check_word|V|FROM|PKG|TO)$')" '' \
	'no variable but SCIBIDS_*, _scibids_*, V, FROM, PKG and TO'
like "$out" '^SCIBIDS_NAME$' '(and those are seen)'
run -pnq mine
targets=$(printf '%s\n' "$out" | sed -n '/^# Files/,$p' | grep -v '^# Not a target' | sed -n 's/^\([^#	: ][^:=]*\):.*/\1/p' | grep -vE '^\.[A-Z_]+$|^%|^(\.[A-Za-z]+)+$|^\(%' | LC_ALL=C sort)
is "$(printf '%s\n' "$targets" | grep -vE '^(image|toolbox|lock)(-[a-z]+)?$|^scibids-[a-z-]+$|^_scibids_[a-z]+$|^\.scibids/|^scibids\.lock$|\.built$|\.mk$|^Makefile$|^mine$')" '' \
	'no target but those of the design'
like "$targets" '^image$' '(and those are seen)'

# Too old a make
echo 'include scibids.mk' | makefile
run MAKE_VERSION=3.81 image
is "$status $(printf '%s\n' "$err" | wc -l)" '2 1' 'make 3.81 is refused with one line'
like "$err" 'GNU make 4\.0 or later, and this is 3\.81: ' 'that says what to do'
is "$calls$out" '' 'and nothing else'

# From a checkout, which builds its helpers. This one's build is a copy.
checkout=$work/checkout
mkdir -p "$checkout/helpers/lib/base"
ln -s "$SCIBIDS/mk" "$SCIBIDS/dockerfiles" "$checkout/"
touch "$checkout/helpers/lock.c" "$checkout/helpers/lib/base/base.h"
printf '.PHONY: helpers\nhelpers: ; mkdir -p helpers/build && cp %s/scibids-* helpers/build/ && echo built >>%s/built\n' "$helpers" "$work" >"$checkout/Makefile"
project from-checkout
printf 'include ../../checkout/mk/scibids.mk\nSCIBIDS_ALPINE = 3.20\n' | makefile
run scibids-help
is "$status $(cat "$work/built" 2>/dev/null)" '0 ' 'from a checkout, help builds no helpers'
run -n image
is "$status $err$(ls "$checkout/helpers")" "0 lib${newline}lock.c" '-n image: nor does that'
run image
is "$status $(cat "$work/built" 2>/dev/null)" '0 built' 'and image builds them first'
like "$out" '^  HELPERS ' 'and says so'
run image
is "$status $(cat "$work/built" 2>/dev/null)" '0 built' 'once'
touch -d '-1 minute' "$checkout/helpers/build/.built"
run -n image
run image
is "$status $(cat "$work/built" 2>/dev/null)" "0 built${newline}built" 'and again when a source is newer, also after -n'
mkdir "$checkout/helpers/kit" && touch -d '+1 minute' "$checkout/helpers/kit/verb.h"
run image
is "$status $(wc -l <"$work/built")" '0 3' "which may lie in a program's own folder"
finish
