#!/bin/sh
# Builders that come and go, as on CI's runners: what a first one has built and written to a registry's cache serves a second one that is empty.
# Prints its seconds, what the registry then has more, and the stages that it ran, for each case.
# shellcheck source=tests/engines/builder.sh
. tests/engines/builder.sh
[ -n "$kit" ] && needs_apks lz4-dev || { echo '1..0 # skip no kit'; exit; }
runner=0
ran() { # the stages of the last build in which something ran: what comes from a cache is extracted
	awk '/^#[0-9]+ \[[a-z]/ && / RUN / { of[$1] = substr($2, 2) } $2 == "extracting" { fetched[$1] } $2 == "DONE" { done[$1] }
		END { for (step in done) if (of[step] && !(step in fetched)) print of[step] }' "$project/.scibids/image.log" | sort -u | tr '\n' ' ' | sed 's/ $//'
}
in_registry() { if [ -d "$work/registry" ]; then du -sk "$work/registry" | cut -f1; else echo 0; fi; }
on_empty() { # TEXT ARGUMENT...: make image-push of a clone, on an empty builder
	text=$1
	shift
	runner=$((runner + 1))
	start_builder "empty$runner"
	rm -rf "$project/.scibids"
	before=$(in_registry)
	built "$text" image-push SCIBIDS_BUILDER="empty$runner" SCIBIDS_LOCKED=1 "$@" || finish
	case $out in *THERE*) stages='' ;; *) stages=$(ran) ;; esac
	printf '# %-34s %6s s %6s kB  %s\n' "$text" "$seconds" "$(($(in_registry) - before))" "${stages:-no stage}"
}
pushed() { sed 's/.*@//' "$project/.scibids/pushed"; }

serve "$storage}"
cache=$registry/cache:main
own_mirror
project service
printf '%s\n' fastapi uvicorn lz4 markupsafe >"$project/requirements.txt"
echo 'import fastapi, lz4.frame, markupsafe, uvicorn; print("it runs")' >"$project/main.py"
echo 'SCIBIDS_CMD = python3 main.py' | makefile
built "a lock, by docker's own builder" lock || finish

on_empty 'nothing is cached' SCIBIDS_REGISTRY="$registry/first" SCIBIDS_CACHE="$cache"
like "$stages" 'build-lz4.* toolbox-build' 'all is built'
first=$(pushed)
on_empty 'no cache, one more builder' SCIBIDS_REGISTRY="$registry/second"
is "$(pushed)" "$first" 'the image has the same digest'
on_empty 'the image is in the registry' SCIBIDS_REGISTRY="$registry/first" SCIBIDS_CACHE="$cache"
is "$stages $(pushed)" " $first" 'nothing is built'
on_empty 'a cache, nothing changed' SCIBIDS_REGISTRY="$registry/third" SCIBIDS_CACHE="$cache" SCIBIDS_CACHE_TO=
unlike "$stages" 'build-|wheel|toolbox|installer|proof' 'no package is installed'
is "$(pushed)" "$first" 'the image has the same digest'
echo 'print("another line")' >>"$project/main.py"
on_empty 'a cache, a line of the app' SCIBIDS_REGISTRY="$registry/first" SCIBIDS_CACHE="$cache" SCIBIDS_CACHE_TO=
unlike "$stages" 'build-|wheel|toolbox|installer|proof' 'no package is installed'
echo six >>"$project/requirements.txt"
built 'one more requirement: a lock' lock
on_empty 'a cache, one more requirement' SCIBIDS_REGISTRY="$registry/first" SCIBIDS_CACHE="$cache" SCIBIDS_CACHE_TO=
unlike "$stages" 'build-|toolbox' 'nothing is compiled'
mirror move zlib 9.1.3-r1
built 'an apk that moved: a lock' lock
on_empty 'a cache, an apk of the lock moved' SCIBIDS_REGISTRY="$registry/first" SCIBIDS_CACHE="$cache" SCIBIDS_CACHE_TO=
unlike "$stages" 'build-|toolbox' 'nothing is compiled'
finish
