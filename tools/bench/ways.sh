# Sourced by run: how each way builds $project's copy in $tree into $image. $mode: local (the index of this machine) or net.
#   edited_WAY   after the requirements or the app were changed: what the user would change as well, untimed
#   lock_WAY     the lock, where the way has one
#   build_WAY    what the user waits for: the lock, where what it was made from has changed, then the image
# shellcheck shell=sh disable=SC2154 # what run sets

# As a user's docker, but with cache mounts of this run alone, and without a toolbox in its store where BENCH_TOOLBOX says so. Where
# BENCH_EMPTY names a file a build finds in the cache only stages of earlier builds since that file was made: it lists them.
write_engine() {
	cat >"$engine" <<-'END'
		#!/bin/sh
		stages() { # BUILDX-OPTION...: of its Dockerfile
			while [ $# -gt 0 ]; do
				[ "$1" != -f ] || sed -n 's/^FROM .* AS \([^ ]*\)$/\1/p' "$2"
				shift
			done | sort
		}
		case "$1 ${2-}" in
		'buildx build')
			shift 2
			if [ -n "${BENCH_EMPTY-}" ]; then
				stages "$@" >"$BENCH_EMPTY.new"
				anew=$(comm -23 "$BENCH_EMPTY.new" "$BENCH_EMPTY" | paste -sd , -)
				if [ ! -s "$BENCH_EMPTY" ]; then
					set -- --no-cache "$@"
				elif [ -n "$anew" ]; then
					set -- --no-cache-filter "$anew" "$@"
				fi
				sort -u -o "$BENCH_EMPTY" "$BENCH_EMPTY" "$BENCH_EMPTY.new"
			fi
			exec docker buildx build --build-arg BUILDKIT_CACHE_MOUNT_NS="$BENCH_NAMESPACE" "$@"
			;;
		'image inspect')
			for image; do :; done
			case ${BENCH_TOOLBOX-},$image in none,scibids:*) exit 1 ;; esac
			exec docker "$@"
			;;
		*) exec docker "$@" ;;
		esac
	END
	chmod +x "$engine"
}

# Only what a project needs beside its wheels has a line for apks in the files.
write_dockerfile() { # WAY
	if [ -e "$here/projects/$project/apks" ]; then cp "$here/ways/$1.dockerfile" "$work/$project.$1.dockerfile"; return; fi
	awk '/^# apks of the project/ { getline; next } /^ARG (BUILD|RUN)_APKS/ { next } { print }' "$here/ways/$1.dockerfile" >"$work/$project.$1.dockerfile"
}

from_index() { [ "$mode" = local ] && has_index "$project"; }

by_hand() { # WAY
	set -- -f "$work/$project.$1.dockerfile" --progress=plain --provenance=false --tag "$image" \
		--build-arg BASE="$base" --build-arg UV="$name-uv" --build-arg TOOLBOX="$name-toolbox" --build-arg APK="$apk"
	[ -z "$mirror" ] || set -- "$@" --build-context mirror="$mirror"
	[ ! -r "${SSL_CERT_FILE-}" ] || set -- "$@" --secret id=ca,src="$SSL_CERT_FILE"
	! from_index || set -- "$@" --secret id=index,env=BENCH_INDEX --secret id=trusted,env=BENCH_TRUSTED
	if [ -e "$here/projects/$project/apks" ]; then
		while IFS= read -r apks; do set -- "$@" --build-arg "$apks"; done <"$here/projects/$project/apks"
	fi
	(cd "$tree" && "$engine" buildx build "$@" .)
}
# uv as on a user's machine, in the project; this machine may lack the Python that a lock is made for.
on_host() { # UV-ARGUMENT...
	index=
	! from_index || index=$BENCH_INDEX
	docker exec --workdir "$tree" --env UV_DEFAULT_INDEX="$index" "$name" uv "$@"
}

edited_pip() { :; }
lock_pip() { :; }
build_pip() { by_hand pip; }

edited_toolbox() { :; }
lock_toolbox() { :; }
build_toolbox() { by_hand toolbox; }

# The project as uv has it: what requirements.txt says is in pyproject.toml.
edited_uv() {
	{
		printf '%s\n' '[project]' 'name = "app"' 'version = "1"' 'requires-python = "==3.13.*"' 'dependencies = ['
		sed 's/.*/    "&",/' "$tree/requirements.txt"
		printf '%s\n' ']' '' '[build-system]' 'requires = ["uv_build>=0.13,<0.14"]' 'build-backend = "uv_build"' '' \
			'[tool.uv.build-backend]' 'module-root = ""' '' '[tool.uv]' "environments = [\"sys_platform == 'linux'\"]"
	} >"$tree/pyproject.new"
	cmp -s "$tree/pyproject.new" "$tree/pyproject.toml" || mv "$tree/pyproject.new" "$tree/pyproject.toml"
}
lock_uv() { on_host lock --quiet; }
build_uv() { { [ "$tree/uv.lock" -nt "$tree/pyproject.toml" ] || lock_uv; } && by_hand uv; }

# The heavy requirements are compiled by themselves and bind the others; no package is in both lists.
edited_expert() {
	sed 's/[].[]/\\&/g; s/.*/^&[=<>~!]/' "$here/projects/$project/heavy" >"$work/heavy.patterns"
	grep -f "$work/heavy.patterns" "$tree/requirements.txt" >"$tree/heavy.new"
	grep -v -f "$work/heavy.patterns" "$tree/requirements.txt" >"$tree/rest.new" || :
	for list in heavy rest; do cmp -s "$tree/$list.new" "$tree/$list.in" || mv "$tree/$list.new" "$tree/$list.in"; done
}
compile() { # LIST UV-ARGUMENT...
	list=$1
	shift
	on_host pip compile --quiet --generate-hashes --no-header "$@" "$list.in" --output-file "$list.txt"
}
lock_expert() {
	[ "$tree/heavy.txt" -nt "$tree/heavy.in" ] || compile heavy || return
	if [ ! "$tree/rest.txt" -nt "$tree/rest.in" ] || [ "$tree/heavy.txt" -nt "$tree/rest.txt" ]; then
		# shellcheck disable=SC2046
		compile rest --constraint heavy.txt $(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' "$tree/heavy.txt") || return
	fi
}
build_expert() { lock_expert && by_hand expert; }

edited_scibids() {
	printf '%s\n' "include $root/mk/scibids.mk" 'SCIBIDS_CMD = python3 -m app' 'SCIBIDS_BUILT =' "SCIBIDS_NAME = $image" >"$tree/Makefile"
}
# The index of this machine does not have the packages in the toolbox.
lock_scibids() { (mode=net && by_make toolbox) && by_make lock; }
build_scibids() { by_make image; }
by_make() { # TARGET [TRACER]
	tracer=${2-}
	set -- "$1" SCIBIDS_ENGINE="$engine" SCIBIDS_KIT="$kit" SCIBIDS_BASE="$base"
	! from_index || set -- "$@" SCIBIDS_INDEX_URL="$BENCH_INDEX"
	$tracer make --no-print-directory -C "$tree" "$@"
}
