#!/bin/sh
# What the proof finds: modules that cannot be imported, wherever they lie, libraries, console scripts.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

project proof
makefile <<'END'
SCIBIDS_CMD = python3 -c 'import space.probe'
SCIBIDS_APP = app
END
mkdir -p "$project/app" "$project/probe/space/probe" "$project/records"
echo >"$project/app/main.py"
printf '%s\n' '[build-system]' 'requires = ["flit_core<4"]' 'build-backend = "flit_core.buildapi"' '[tool.flit.module]' \
	'name = "space.probe"' '[project]' 'name = "probe"' 'version = "1"' 'description = "a test"' \
	'[project.scripts]' 'probe = "space.probe:main"' >"$project/probe/pyproject.toml"
echo ./probe >"$project/requirements.txt"
# Another one each time: a proof that the builder knows says nothing.
module() { printf '%s\n' "$@" "# $work" >"$project/probe/space/probe/__init__.py"; }
good='def main(): print("usage: probe")'

module "$good"
built 'a package in a name space, with a script' image || finish
like "$(cat "$project/.scibids/image.log")" ' proof: 1 distributions, 1 modules, 0 libraries, 0 programs, 1 scripts, [0-9.]+ s$' 'what was proved is said'
like "$out" '^  proof +1 distributions, 1 modules, 0 libraries, 0 programs, 1 scripts' 'to the user, too'
tags=$(docker image ls -q "$image" | sort -u | wc -l)

refused() { # TEXT PATTERN
	run image
	is "$status" 2 "$1"
	like "$said" "$2" 'is named'
}
module "$good" 'import missing'
refused 'a module that misses another' "^scibids: proof: probe: import space\.probe: ModuleNotFoundError: No module named 'missing' \(no package in the image has it: "
unlike "$said" 'scibids: untrim' 'nobody is blamed whose files have nothing to do with it'
module "$good" 'import pkg_resources'
refused 'a module that its package has no more' "No module named 'pkg_resources' \(setuptools 82 removed it: require setuptools<81\)$"
module "$good" 'import os, signal' 'os.kill(os.getpid(), signal.SIGSEGV)'
refused 'a module that ends the interpreter' '^scibids: proof: probe: importing it ended the interpreter \(signal 11\)'
is "$(docker image ls -q "$image" | sort -u | wc -l)" "$tags" 'none of them got a tag'

module "$good" 'import sys' 'sys.exit(3)'
built 'a module that is a program' image
module 'def other(): pass'
built "a script whose function nobody wrote: not ours to mend" image
like "$(cat "$project/.scibids/image.log")" 'scibids: note: probe: script probe cannot start: AttributeError: ' 'but it is said'
module 'def main(): raise SystemExit("no --help here")'
built 'a script that knows no --help' image
module 'import time' 'def main(): time.sleep(1000)'
built 'a script that does not end' image
at_most 60 'is waited for, but not for long'
module "$good"
echo 'import missing' >"$project/probe/space/probe2.py"
sed -i 's/space.probe"/space"/' "$project/probe/pyproject.toml"
echo >"$project/probe/space/__init__.py"
echo '__version__ = "1"' >"$project/probe/space/__init__.py"
built 'a module below a package that imports' image
sed -i 's/space.probe:main/space.probe2:main/' "$project/probe/pyproject.toml"
printf '%s\n' 'try: import foreign' 'except ImportError: raise ImportError("in its own words")' >"$project/probe/space/probe2.py"
built 'a script that wants what no package requires: not ours to mend' image
like "$(cat "$project/.scibids/image.log")" 'scibids: note: probe: script probe cannot start: ImportError: in its own words \(no package in the image has it: require ' 'but it is said'
echo 'import space.lost' >"$project/probe/space/probe2.py"
refused 'a script that lacks a module of its own package' "^scibids: proof: probe: script probe: ModuleNotFoundError: No module named 'space\.lost'"
finish
