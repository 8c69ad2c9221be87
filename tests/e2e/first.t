#!/bin/sh
# The first image, alone, on an engine that may have built nothing: a package is installed once, for the lock and for the image.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

installs() { # LOG: the stages that ran and install a package
	awk '$2 ~ /^\[(wheel|build)/ && / RUN / { of[$1] = substr($2, 2) } $2 == "DONE" && of[$1] { print of[$1] }' "$project/.scibids/$1.log" | sort -u
}

project first
echo six >"$project/requirements.txt"
echo 'import six; print("it runs")' >"$project/main.py"
# A package whose stage no builder knows
mkdir "$project/own" && printf '[project]\nname = "own"\nversion = "1"\ndescription = "a test"\n[build-system]\nrequires = ["flit_core<4"]\nbuild-backend = "flit_core.buildapi"\n' >"$project/own/pyproject.toml"
printf '"""%s"""\n' "$work" >"$project/own/own.py"
echo ./own >>"$project/requirements.txt"
echo 'SCIBIDS_CMD = python3 main.py' | makefile
built 'an image' image || finish
is "$(docker run --rm --network=none "$image")" 'it runs' 'runs'
like "$(installs needs)" '^build-own$' 'the lock is made of packages that are installed'
is "$(installs image)" '' 'which the image takes as they are'
finish
