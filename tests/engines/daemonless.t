#!/bin/sh
# No engine, but a builder alone, as rootless BuildKit in a CI job is: locks and pushed images need no more; the rest says what it lacks.
# shellcheck source=tests/engines/builder.sh
. tests/engines/builder.sh
serve "$storage}"
start_builder alone
project service
printf '%s\n' idna markupsafe >"$project/requirements.txt"
echo 'import idna, markupsafe; print("it runs")' >"$project/main.py"
printf 'SCIBIDS_CMD = python3 main.py\nSCIBIDS_BUILDER = alone\nSCIBIDS_REGISTRY = %s\n' "$registry" | makefile
alone() { DOCKER_HOST=unix://$work/nothing.sock built "$@"; }
refused() { # TARGET
	DOCKER_HOST=unix://$work/nothing.sock run "$1"
	is "$status" 2 "$1"
	like "$said" "^scibids: no engine answers to 'docker' at DOCKER_HOST=.*: make image-push$" 'says that an engine keeps images'
}

alone 'make lock' lock || finish
alone 'image-push' image-push
refused image
refused image-debug
alone 'doctor' scibids-doctor
like "$out" '^  engine +note +.* image-push work$' 'says what works'
alone 'explain' scibids-explain
alone 'scibids-kit' scibids-kit KIT="$work/kit"
alone 'a kit that a builder alone made' scibids-kit-verify KIT="$work/kit"
alone 'lock-upgrade' lock-upgrade
echo 'print("as well")' >>"$project/main.py"
alone 'a line of the app' image-push
reference=$(cat "$project/.scibids/pushed")
is "$(docker run --quiet --rm "$reference" | tr '\n' ' ')" 'it runs as well ' 'an engine elsewhere runs what was pushed'
docker image rm -f "$reference" >/dev/null
alone 'image-clean' image-clean
is "$(ls -A "$project" | tr '\n' ' ')" 'Makefile main.py requirements.txt scibids.lock ' 'leaves nothing'
finish
