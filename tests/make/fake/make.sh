# Sourced by tests/make/*.t: tests/user.sh, and a user's make with the fake engine.
#   project [NAME]          a new copy of tests/make/fake/project becomes the current project, $project; NAME is its directory's [app]
#   locked_project [NAME]   the same with a lock, and with the toolbox and the image made from it in the store
#   makefile <<END          writes the current project's Makefile
#   run ARGUMENT...         make there; leaves $status, $out, $err, $calls, the calls of the engine in short, and of these
#                           in $deeds those that do more than look
# shellcheck shell=sh disable=SC2034,SC2120 # the tests use and call what is here
# shellcheck source=tests/user.sh
. tests/user.sh
FAKE_DOCKER_LOG=$work/log FAKE_DOCKER_STATE=$work/state PATH=$SCIBIDS/tests/make/fake:$PATH BUILDX_CONFIG=$work/buildx XDG_CACHE_HOME=$work/cache
export FAKE_DOCKER_LOG FAKE_DOCKER_STATE PATH BUILDX_CONFIG XDG_CACHE_HOME
unset SSL_CERT_FILE BUILDX_BUILDER
mkdir "$FAKE_DOCKER_STATE"
tab=$(printf '\t')

project() {
	project=$work/projects/${1-app}
	rm -rf "$project"
	mkdir -p "$work/projects"
	cp -R "$SCIBIDS/tests/make/fake/project" "$project"
	: >"$FAKE_DOCKER_STATE/store"
}
# The lock is made by the helpers and not kept in a file: it holds hashes of package records, which people edit.
locked_project() {
	[ -d "$work/locked" ] || {
		project
		run toolbox
		run image
		run image
		[ "$status" = 0 ] || { printf 'Bail out! no image: %s\n' "$err"; exit 1; }
		cp -Rp "$project" "$work/locked"
		cp "$FAKE_DOCKER_STATE/store" "$work/store"
	}
	project=$work/projects/${1-app}
	rm -rf "$project"
	cp -Rp "$work/locked" "$project"
	cp "$work/store" "$FAKE_DOCKER_STATE/store"
}
makefile() {
	cat >"$project/Makefile"
}
run() {
	: >"$FAKE_DOCKER_LOG"
	status=0
	(cd "$project" && make -I "$work/include" "$@") >"$work/out" 2>"$work/err" </dev/null || status=$?
	out=$(cat "$work/out") err=$(cat "$work/err") calls=$(calls)
	deeds=$(printf '%s\n' "$calls" | grep -E '^(build|load|pull|push|tag|run|image rm|buildx imagetools create)( |$)' |
		sed 's/^buildx imagetools create .*--tag \([^ ]*\) .*/create \1/')
}
calls() {
	sed -n 's/^buildx build .*--target \([a-z0-9-]*\) .*/build \1/; t print
		s/^\(image inspect\) .*RepoDigests.*/\1 digest/; t print
		s/^\(image inspect\) .*RootFS.*/\1 layers/; t print
		s/^\(image inspect\) .*{{.Size}}.*/\1 size/; t print
		s/^\(image inspect\) \(--format {{.Id}} \)\{0,1\}\([a-z]*\):.*/\1 \3/; t print
		s/^buildx history inspect attachment .*/attachment/
		s/^\(image ls\) .*/\1/; s/^\(load\|pull\|push\|tag\|run\)\( .*\)\{0,1\}$/\1/
		: print
		p' "$FAKE_DOCKER_LOG"
}
