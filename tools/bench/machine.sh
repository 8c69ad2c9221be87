# Sourced by run: what all ways share: the base image, uv, a toolbox by hand, and an index of the wheels that the projects need.
# shellcheck shell=sh disable=SC2034,SC2154 # what run sets and uses

prepare_machine() {
	mkdir -p "$BENCH_OUT/log" "$BENCH_OUT/wheels"
	out=$(cd "$BENCH_OUT" && pwd)
	kit=${SCIBIDS_KIT-}
	[ -n "$kit" ] || [ ! -d ../shared/kit ] || kit=$(cd ../shared/kit && pwd)
	unset SCIBIDS_KIT
	python=3.13
	alpine=$(sed -n 's/^SCIBIDS_ALPINE *?= *//p' "${kit:+$kit/kit.mk}" "$root/mk/settings.mk" 2>/dev/null | head -n 1)
	base=python:$python-alpine$alpine
	ca=/etc/ssl/certs/ca-certificates.crt
	[ -n "${SSL_CERT_FILE-}" ] || [ ! -r "$ca" ] || export SSL_CERT_FILE="$ca"
	# shellcheck source=tools/bench/apk.sh
	. "$here/apk.sh"
	work=$(mktemp -d) name=scibids-bench-$$ server=
	export BENCH_NAMESPACE="$name" BENCH_EMPTY=
	trap clean_machine EXIT
	trap 'exit 1' HUP INT TERM
	engine=$work/docker
	write_engine
	# Helpers of now, so that no build waits for them
	make -s helpers >&2
	say BENCH "base image, uv and toolbox"
	docker image inspect "$base" >/dev/null 2>&1 || load_base
	make_images >"$out/log/machine.log" 2>&1 </dev/null || { tail -n 25 "$out/log/machine.log" >&2; exit 1; }
	find_wheels
	start_index
	: >"$out/bench.tsv"
	: >"$out/processes.tsv"
	cache_records >"$work/records"
}

load_base() { # as a project's first make does
	mkdir "$work/base" && printf '%s\n' "include $root/mk/scibids.mk" >"$work/base/Makefile" && : >"$work/base/requirements.txt"
	make -s -C "$work/base" toolbox SCIBIDS_KIT="$kit" SCIBIDS_BASE="$base" SCIBIDS_NAME="$name" >&2
}

cache_records() { docker buildx du --format '{{.ID}}' | sort; }
# Removes the builder's cache of this run: the next project uses none of it, and it fills the disk.
drop_cache() {
	ids=$(cache_records | join -v 2 "$work/records" - | paste -s -d '|' -)
	[ -z "$ids" ] || docker buildx prune --all --force --filter "id~=^($ids)\$" >/dev/null
}
# For a minute, ext4 is slow to find inodes that were not freed just now.
settle() { sync && sleep 61; }

clean_machine() {
	[ -z "$server" ] || kill "$server" 2>/dev/null || :
	docker rm --force "$name" >/dev/null 2>&1 || :
	docker image ls --format '{{.Repository}}:{{.Tag}}' | grep "^$name-" | xargs -r docker image rm --force >/dev/null 2>&1 || :
	drop_cache >/dev/null 2>&1 || :
	rm -rf "$work"
}

make_images() {
	set -- --build-arg BASE="$base" --provenance=false
	[ -z "$mirror" ] || set -- "$@" --build-context mirror="$mirror"
	[ ! -r "${SSL_CERT_FILE-}" ] || set -- "$@" --secret id=ca,src="$SSL_CERT_FILE"
	docker buildx build "$@" --target toolbox-build --build-arg APK="$apk" --tag "$name-toolbox" -f "$here/ways/toolbox.dockerfile" "$work" || return
	# The version that scibids has as well
	uv_version=$(tools | sed -n 's/^uv==//p')
	docker buildx build "$@" --tag "$name-host" --target host --build-arg VERSION="$uv_version" -f "$here/ways/host.dockerfile" "$work" || return
	docker buildx build "$@" --tag "$name-uv" --build-arg VERSION="$uv_version" -f "$here/ways/host.dockerfile" "$work" || return
	set --
	[ ! -r "${SSL_CERT_FILE-}" ] || set -- --volume "$SSL_CERT_FILE:/etc/ssl/certs/ca-certificates.crt:ro"
	docker run --detach --rm --name "$name" --user "$(id -u):$(id -g)" --volume "$work:$work" --volume "$out:$out" "$@" \
		--env HOME="$work" --env UV_PYTHON_DOWNLOADS=never --env SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt "$name-host" sleep 86400
}

# Builds from source fetch what they need themselves: no index of wheels serves them.
has_index() { [ ! -e "$here/projects/$1/apks" ]; }

# All packages that a project may use, as pins
resolve_states() { # PROJECT
	while IFS= read -r line; do
		{ sed "s/^${line%%=*}==.*/$line/" "$here/projects/$1/requirements.txt" && cat "$here/projects/small"; } >"$work/state.in"
		docker exec "$name" uv pip compile --quiet --no-header --no-annotate --only-binary :all: "$work/state.in"
	done
}
# What a stage installs packages with
tools() { sed -n 's/^\([a-z0-9-]*==[^ ]*\) .*/\1/p' "$root/dockerfiles/scripts/tools/tools.txt"; }
find_wheels() {
	{
		tools
		for project in $PROJECTS; do
			! has_index "$project" || cat "$here/projects/$project/requirements.txt" "$here/projects/$project/large" "$here/projects/small"
		done
	} >"$work/known"
	! cmp -s "$work/known" "$out/wheels/known" || return 0
	say BENCH "wheels"
	touch "$out/wheels/pins"
	{
		tools
		for project in $PROJECTS; do
			! has_index "$project" || { sed -n '/==/{p;q;}' "$here/projects/$project/requirements.txt" && cat "$here/projects/$project/large"; } |
				resolve_states "$project"
		done
	} | sort -u >"$work/pins"
	grep -vxF -f "$out/wheels/pins" "$work/pins" | while IFS= read -r pin; do
		docker exec "$name" pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$out/wheels" "$pin" </dev/null >&2
		echo "$pin" >>"$out/wheels/pins"
	done
	mv "$work/known" "$out/wheels/known"
}
# Where containers and this machine reach it under the same name
start_index() {
	address=$(docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}')
	python3 "$here/index.py" "$out/wheels" "$address" >"$work/index" &
	server=$!
	for _ in $(seq 100); do [ ! -s "$work/index" ] || break; sleep 0.1; done
	BENCH_INDEX=$(cat "$work/index") BENCH_TRUSTED=$address
	export BENCH_INDEX BENCH_TRUSTED
}

# Anew after each project, so that a failure in one leaves the others' figures.
report() { # SECONDS
	{
		echo '# Side by side'
		printf '\nMedians of %s on %s, with %s cores, by `make bench PROJECTS="%s"` in %s s. In brackets the ratio to the best of the other ways.\n' \
			"$ROUNDS" "$(date -u +%Y-%m-%d)" "$(nproc)" "$PROJECTS" "$1"
		printf '\nAll but the row with the network takes its wheels from an index on the same machine. '
		if [ "$BENCH_COLD" = prune ]; then printf 'Cold: the builder was emptied; '; else printf 'Cold: the build used nothing of the builder'"'"'s cache; '; fi
		printf 'base image, lock, uv and the toolboxes are in the store.\n\n![seconds](bench.svg)\n'
		awk -f "$here/medians.awk" -v goals="$here/goals.tsv" -v processes="$out/processes.tsv" -f "$here/report.awk" "$out/bench.tsv"
	} >"$out/README.md"
	awk -f "$here/medians.awk" -f "$here/plot.awk" "$out/bench.tsv" >"$out/bench.svg"
	say BENCH "$out/README.md, after $1 s"
}
report_layers() {
	printf '\n## Layers\n\nWhat the upgrade of a package moves, on average, in ten sets of requirements.\n\n' >>"$out/README.md"
	"$here/layers" >>"$out/README.md"
}
