#!/bin/sh
# A project without a Makefile gets one, and what it includes is found.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

project
rm "$project/Makefile"
run -f "$work/include/scibids.mk" scibids-init
is "$status $err" '0 ' 'scibids-init, where there is no Makefile'
is "$(head -n 1 "$project/Makefile")" "include $work/include/scibids.mk" 'an installed library is included where it is'
is "$(ls -A "$project" | tr '\n' ' ')" '.dockerignore .github Makefile main.py requirements.txt ' 'nothing else is left behind'
is "$(cmp "$project/.github/workflows/image.yml" "$SCIBIDS/examples/ci/github.yml" 2>&1)" '' 'the workflow is the one of the examples'
run image SCIBIDS_ALPINE=3.20
is "$status" 0 'and make image works' || printf '%s\n' "$err" >&2
before=$(cat "$project/Makefile")
run scibids-init
is "$status $(cat "$project/Makefile")" "0 $before" 'a second time nothing is written'
like "$out" '^  kept     Makefile, which is there; add to it:$' 'and what would have been is said'

project
rm "$project/Makefile"
run --eval='include scibids.mk' scibids-init
is "$status $(head -n 1 "$project/Makefile")" "0 include $work/include/scibids.mk" 'the same by name alone'

# A checkout beside the project, whose helpers are there already
checkout=$work/projects/library
mkdir -p "$checkout/helpers/build"
cp -R "$SCIBIDS/mk" "$SCIBIDS/dockerfiles" "$SCIBIDS/examples" "$checkout/"
cp "$helpers"/scibids-* "$checkout/helpers/build/"
project beside
rm "$project/Makefile"
run -f ../library/mk/scibids.mk scibids-init
is "$status $(head -n 1 "$project/Makefile")" '0 include ../library/mk/scibids.mk' 'a checkout beside the project: the path is relative'
run scibids-help
is "$status" 0 'and right'

# Two projects of one fresh checkout, made at once
rm -r "$checkout/helpers/build"
: >"$checkout/helpers/program.c"
cat >"$checkout/Makefile" <<END
.PHONY: helpers
helpers:
	@mkdir running
	@[ -e helpers/build/scibids-turn ] || { sleep 1; mkdir helpers/build; cp $helpers/scibids-* helpers/build/; echo built >>times; }
	@rmdir running
END
project beside
echo 'include ../library/mk/scibids.mk' >"$project/Makefile"
cp -R "$project" "$work/projects/other"
(cd "$work/projects/other" && make scibids-init) >"$work/other" 2>&1 &
run scibids-init
wait $!
is "$? $status $(cat "$checkout/times")" '0 0 built' 'two projects of one checkout, at once: the helpers are built once' || cat "$work/other" >&2

# Installed, and included by its whole name
installed=$work/projects/share/scibids
mkdir -p "$installed"
cp -R "$SCIBIDS/mk" "$SCIBIDS/dockerfiles" "$SCIBIDS/examples" "$SCIBIDS/helpers" "$installed/"
rm -rf "$installed/helpers/build"
printf '%s\n' "_scibids_home    := $installed" "_scibids_helpers := $helpers" >"$installed/mk/installed.mk"
project whole
printf 'include %s/mk/scibids.mk\nSCIBIDS_ALPINE = 3.20\n' "$installed" | makefile
run image
is "$status $(find "$installed/helpers" -name build)" '0 ' 'mk/scibids.mk of an installed library: its helpers are found, none is built'
finish
