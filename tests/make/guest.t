#!/bin/sh
# A good guest: whatever the host's Makefile does, its own targets and ours work as each expects.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

# TEXT ARGUMENT...: with the current Makefile the project's own target `mine` says `mine`, and image makes an image, both without a word
# on stderr; broken requirements end in one line
works() {
	text=$1
	shift
	run "$@" mine
	is "$status $out$err" '0 mine' "$text: the project's own target"
	run "$@" -s image
	is "$status $deeds$out$err" '0 build final' "$text: an image"
	run "$@" image
	is "$status $calls$out$err" '0 image inspect app' "$text: an image that is there"
	run "$@" -s image SCIBIDS_REQUIREMENTS=broken.txt
	is "$status $(printf '%s\n' "$err" | grep -v '^make: ')" '2 scibids-requirements: broken.txt:1: '"$(sed -n 's/^scibids-requirements: broken.txt:1: //p' "$work/err")" \
		"$text: broken requirements are an error of one line"
}
locked_project
echo 'not a requirement!' >"$work/locked/broken.txt"
locked() { # a project with an image, that has its Makefile from stdin
	locked_project
	makefile
	run -s scibids-image
}

# The strict preamble of many Makefiles
locked_project
makefile <<'END'
SHELL := bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --warn-undefined-variables
MAKEFLAGS += --no-builtin-rules
.RECIPEPREFIX = >
include scibids.mk
SCIBIDS_ALPINE = 3.20
SCIBIDS_CMD = python3 main.py
mine:
> @word=mine
> echo "$$word"
END
works '.RECIPEPREFIX, .ONESHELL, bash -eu, --warn-undefined-variables'
run scibids-help scibids-doctor SCIBIDS_CA=/etc/passwd
unlike "$err" warning 'the same: no warning from help and doctor'
for target in lock toolbox image-run image-debug image-verify image-clean lock-upgrade scibids-explain scibids-why scibids-audit; do
	run -n $target
	unlike "$status$err" '[Ww]arning|^[^0]' "the same: $target"
done
locked_project
printf '.ONESHELL:\ninclude scibids.mk\nSCIBIDS_ALPINE = 3.20\nSCIBIDS_CMD = python3 main.py\nmine:\n\t@word=mine\n\techo "$$word"\n' | makefile
works '.ONESHELL alone'
locked_project
printf 'SHELL := %s\n.SHELLFLAGS := -x\ninclude scibids.mk\nSCIBIDS_ALPINE = 3.20\nSCIBIDS_CMD = python3 main.py\nmine: ; @mine\n' "$work/other-shell" | makefile
printf '#!/bin/sh\necho "$2"\n' >"$work/other-shell" && chmod +x "$work/other-shell"
works 'a shell that does not exist'

known=$(sed -n '/^_scibids_targets/,/[^\\]$/p' "$SCIBIDS/mk/guest.mk")
for target in $(sed -n 's/^\.PHONY://p' "$SCIBIDS"/mk/*.mk); do
	case $target in _*) ;; *) like "$known" "[ $tab]$target( |\$)" "$target has a shell of ours" ;; esac
done

# Exports
for export in export .EXPORT_ALL_VARIABLES:; do
	for at in first last; do
		locked_project
		{
			[ $at = last ] || echo "$export"
			printf 'include scibids.mk\nSCIBIDS_ALPINE = 3.20\nSCIBIDS_CMD = python3 main.py\nOWN = 1\nmine:\n\t@env | grep -i _scibids\\|^SCIBIDS_NAME; echo mine\n'
			[ $at = first ] || echo "$export"
		} | makefile
		works "$export, $at"
	done
done
printf 'export\nexport SCIBIDS_NAME = other\ninclude scibids.mk\nmine: ; @echo $$SCIBIDS_NAME\n' | makefile
run mine
is "$out" other 'what the project exports by name stays exported'
printf 'include scibids.mk\nmine: ; @echo $$SCIBIDS_TRIM\n' | makefile
SCIBIDS_TRIM=none run mine
is "$out" none "and so does what is in the user's environment"

# A rule for everything else
locked_project
printf 'include scibids.mk\nSCIBIDS_ALPINE = 3.20\nSCIBIDS_CMD = python3 main.py\nmine: ; @echo mine\n%%: ; @echo "called: $@"\n' | makefile
works 'a rule for everything'
run html linkcheck images
is "$status $out" "0 called: html${newline}called: linkcheck${newline}called: images" 'which is used for other words'
run run a b
is "$status $(printf '%s\n' "$out" | grep -c called)" '0 3' 'and for arguments'
checkout=$work/checkout
mkdir -p "$checkout/helpers/lib/base" "$checkout/helpers/build"
ln -s "$SCIBIDS/mk" "$SCIBIDS/dockerfiles" "$checkout/"
touch -d '2001-01-01' "$checkout/helpers/lock.c" "$checkout/helpers/lib/base/base.h"
cp "$helpers"/scibids-* "$checkout/helpers/build/" && touch "$checkout/helpers/build/.built"
locked_project
sed -i "s|^include.*|include $checkout/mk/scibids.mk|" "$project/Makefile"
printf '%%: always ; no-such-program $@\nalways: ;\n.PHONY: always\n' >>"$project/Makefile"
run -s image
run image
is "$status $err" '0 ' 'nor for the files of a checkout'
cp "$project/Makefile" "$project/host.mk"
run -s -f host.mk image
is "$status $err" '0 ' "nor for the project's own makefile"
mkdir "$work/kit" && echo 'SCIBIDS_ALPINE ?= 3.20' >"$work/kit/kit.mk"
run -n image SCIBIDS_KIT="$work/kit"
is "$status $err" '0 ' "nor for a kit's kit.mk"

# Several makefiles
locked_project
printf 'include scibids.mk\nSCIBIDS_ALPINE = 3.20\n' >"$project/a.mk"
printf 'SCIBIDS_CMD = python3 main.py\nmine: ; @echo mine\n' >"$project/b.mk"
rm "$project/Makefile"
works '-f a.mk -f b.mk' -f a.mk -f b.mk
locked_project
printf 'SCIBIDS_ALPINE = 3.20\nSCIBIDS_CMD = python3 main.py\nmine: ; @echo mine\n' | makefile
export MAKEFILES="$work/include/scibids.mk"
works 'MAKEFILES'
run
is "$out$err" mine "MAKEFILES: the default target is the project's"
unset MAKEFILES

# The project's own targets of our names
for at in before behind; do
	{
		[ $at = before ] && printf '.PHONY: lock image toolbox image-run\nlock image toolbox image-run: first\n\t@echo "my $@"\nfirst: ; @:\n'
		printf 'include scibids.mk\nSCIBIDS_ALPINE = 3.20\nSCIBIDS_CMD = python3 main.py\n'
		[ $at = behind ] && printf '.PHONY: lock image toolbox image-run\nlock image toolbox image-run: first\n\t@echo "my $@"\nfirst: ; @:\n'
	} >"$work/makefile"
	locked <"$work/makefile"
	rm "$project/scibids.lock"
	for target in lock image toolbox image-run; do
		run $target
		is "$status $calls$out" "0 my $target" "$at the include, a project's own $target is the project's"
		is "$(printf '%s\n' "$err" | sed 's/^[^ ]* //')" "scibids: '$target' is this project's own target; the one of scibids is scibids-$target" \
			'and a line says where ours is'
		run -s $target
		is "$status $out$err" "0 my $target" 'which -s leaves out'
	done
	cp "$work/locked/scibids.lock" "$project/"
	run scibids-lock
	is "$status $out$err" '0 ' 'scibids-lock is ours'
	run scibids-image
	is "$status $calls$err" '0 image inspect app' 'and so is scibids-image'
done
{ cat "$work/locked/Makefile" && printf 'deploy: image\n\t@echo deployed\n'; } >"$work/makefile"
locked <"$work/makefile"
mkdir "$project/image"
run -s deploy
is "$status $out$err" '0 deployed' 'a target of the project can require image, also where a directory has that name'
locked_project
printf 'image: generated\ngenerated: ; @echo "print(1)" >$@\n' >>"$project/Makefile"
run image
is "$status $(cat "$project/generated")" '0 print(1)' 'and image a target of the project'

# Variables of the project
{ printf 'PKG := acme_service\nFROM := python:3.12\nV := 1\n' && cat "$work/locked/Makefile"; } >"$work/makefile"
locked <"$work/makefile"
run image
is "$status $calls$out$err" '0 image inspect app' "PKG, FROM and V of the Makefile are the project's"
run scibids-explain
is "$status $err" '0 ' 'FROM: scibids-explain compares with the key before'
run lock-upgrade
like "$(tr -s '\n ' ' ' <"$project/.scibids/lock/request/request.json")" '"upgrade": true' 'PKG: lock-upgrade moves all'
unlike "$out" 'scibids-stitch' 'V: shows no commands'
locked_project
export PKG=acme FROM=x V=1
run lock-upgrade
is "$status" 0 'nor do those of the environment count'
like "$(tr -s '\n ' ' ' <"$project/.scibids/lock/request/request.json")" '"upgrade": true' 'as the request says'
unset PKG FROM V
run lock-upgrade 'PKG=idna;touch pwned'
is "$status $(ls "$project/pwned" 2>/dev/null)" '2 ' 'a PKG that is a command is not run'
like "$err" "^scibids: PKG: 'idna;touch' is not a package name\$" 'and refused'
run scibids-why 'PKG=idna;touch pwned'
is "$(ls "$project/pwned" 2>/dev/null)" '' 'nor by scibids-why'
run scibids-drift "PKG=x' ; touch pwned ; '"
is "$(ls "$project/pwned" 2>/dev/null)" '' 'nor by scibids-drift'
finish
