#!/bin/sh
# examples/ci: the file is YAML, and its make steps do what they say.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh
python3 -c 'import yaml' 2>/dev/null || { echo '1..0 # skip no PyYAML'; exit 0; }

steps() { # FILE EXPRESSION: the commands of $d that call make, a line each
	python3 -c 'import sys, yaml
d = yaml.safe_load(open(sys.argv[1]))
for command in eval(sys.argv[2]):
    if "make " in command and "apt-get" not in command: print(command)' "$SCIBIDS/examples/ci/$1" "$2"
}
printf '#!/bin/sh\nexec %s -I %s "$@"\n' "$(command -v make)" "$work/include" >"$work/make"
step() { # COMMAND: as a runner does it
	: >"$FAKE_DOCKER_LOG"
	status=0
	mkdir -p "$work/bin" && cp "$work/make" "$work/bin/make" && chmod +x "$work/bin/make"
	(cd "$project" && PATH=$work/bin:$PATH bash -e -c "$1") >"$work/out" 2>"$work/err" </dev/null || status=$?
	deeds=$(calls | grep -E '^(build|push)( |$)|imagetools create' | sed 's/^buildx imagetools create .*--tag \([^ ]*\) .*/create \1/')
}
jobs='[s["run"] for s in d["jobs"]["%s"]["steps"] if "run" in s]'
export SCIBIDS_REGISTRY=registry.test/team RUNNER_TEMP="$work"
# shellcheck disable=SC2059
steps github.yml "$(printf "$jobs" image)" >"$work/image"
is "$(grep -c . "$work/image")" 4 'GitHub: a step for pull requests, and three for main'

locked_project
sed -i '/^app:/d' "$FAKE_DOCKER_STATE/store"
step "$(sed -n 1p "$work/image")"
is "$status $deeds" '0 build final' 'a pull request: an image is built'
unlike "$(cat "$FAKE_DOCKER_LOG")" '--cache-to' 'which writes no cache'
locked_project
step "$(sed -n 2p "$work/image")"
is "$status $(printf '%s\n' "$deeds" | grep -v '^build')" "0 push${newline}create registry.test/team/app:latest" 'main: it is pushed and tagged'
like "$deeds" '^build kept-build-psycopg2$' 'what took long to build is kept there as well'
like "$(sed -n 3p "$work/image")" '^make scibids-advisories TO="\$RUNNER_TEMP/advisories"$' 'advisories are fetched where the audit looks for them'
step "$(sed -n 4p "$work/image")"
is "$([ "$status" != 0 ] && echo failed)" failed 'an audit without advisories fails'
sed -i '/^app:/d' "$FAKE_DOCKER_STATE/store"
mkdir "$work/advisories" && for name in main community; do
	printf '{"distroversion": "v3.20", "reponame": "%s", "packages": []}\n' $name >"$work/advisories/$name.json"
done
printf '%s\n' 'id: PYSEC-1' "modified: '$(date -u +%Y-%m-%dT00:00:00Z)'" 'affected:' '- package: {ecosystem: PyPI, name: idna}' \
	'  ranges:' "  - {type: ECOSYSTEM, events: [{introduced: '0'}]}" >"$work/advisories/PYSEC-1.yaml"
step "$(sed -n 4p "$work/image")"
is "$status $(python3 -c 'import json, sys; print(json.load(sys.stdin)["version"])' <"$work/audit.sarif")" '0 2.1.0' 'one that has them writes SARIF, whatever it finds'
echo idna >>"$project/requirements.txt"
step "$(sed -n 2p "$work/image")"
is "$([ "$status" != 0 ] && echo failed) $deeds" 'failed ' 'a stale lock pushes nothing'

locked_project
git -C "$project" init -q && git -C "$project" add -A && git -C "$project" -c user.name=t -c user.email=t@localhost commit -qm lock
# shellcheck disable=SC2059
steps github.yml "$(printf "$jobs" upgrade)" >"$work/upgrade"
while read -r command; do step "$command"; is "$status" 0 "each week: $command"; done <"$work/upgrade"
is "$(grep -c . "$work/upgrade") $([ -s "$work/diff.md" ] && echo said)" '2 said' 'the pull request says what moved'

# Two platforms: each runner has a clone and a store of its own
locked_project
sed -i '1i SCIBIDS_PLATFORM = linux/amd64,linux/arm64' "$project/Makefile"
run -s lock
: >"$FAKE_DOCKER_STATE/registry"
for platform in linux/amd64 linux/arm64; do
	rm -rf "$project/.scibids"
	sed -i '/^app:/d' "$FAKE_DOCKER_STATE/store"
	# shellcheck disable=SC2059
	PLATFORM=$platform step "$(steps github-platforms.yml "$(printf "$jobs" platform)")"
	is "$status $(printf '%s\n' "$deeds" | grep -v '^build kept-\|^build toolbox')" "0 build final${newline}push" "$platform is built and pushed by a runner of its own"
	like "$(cat "$FAKE_DOCKER_LOG")" "--platform $platform .*--cache-from registry.test/team/cache:linux-${platform#*/} .*--cache-to type=registry,ref=registry.test/team/cache:linux-${platform#*/},mode=max " \
		'with a cache of its own'
done
rm -rf "$project/.scibids"
sed -i '/^app:/d' "$FAKE_DOCKER_STATE/store"
# shellcheck disable=SC2059
step "$(steps github-platforms.yml "$(printf "$jobs" join)")"
is "$status $deeds" "0 create registry.test/team/app:$(cat "$project/.scibids/key")${newline}create registry.test/team/app:latest" 'and a third one joins what is there'

# Builders in a cluster: the service that runners are told of, in front of the workers
is "$(python3 -c 'import sys, yaml
service, workers = yaml.safe_load_all(open(sys.argv[1]))
print(service["kind"], workers["kind"], workers["spec"]["replicas"], service["metadata"]["name"] == workers["spec"]["serviceName"],
      service["spec"]["selector"].items() <= workers["spec"]["template"]["metadata"]["labels"].items(),
      service["spec"]["ports"][0]["port"] == workers["spec"]["template"]["spec"]["containers"][0]["ports"][0]["containerPort"])' \
	"$SCIBIDS/examples/ci/buildkit.yml")" 'Service StatefulSet 4 True True True' 'a cluster: the service names the workers and their port'
like "$(cat "$SCIBIDS/examples/ci/many.md")" '% 4\)\)$' 'and the page counts as many'

# The library may be a submodule
is "$(python3 -c 'import sys, yaml
for name in sys.argv[1:]:
    for job in yaml.safe_load(open(name))["jobs"].values():
        print(*(s["with"]["submodules"] for s in job["steps"] if s.get("uses", "").startswith("actions/checkout@")))' \
	"$SCIBIDS"/examples/ci/github*.yml "$SCIBIDS/examples/ci/bots.yml" 2>&1 | sort -u)" True 'a checkout has what the Makefile includes'

# What a bot changes gets its lock
is "$(steps bots.yml '[s["run"] for s in d["jobs"]["lock"]["steps"] if "run" in s]' | grep -c .)" 1 'a bot: one step makes the lock'
bot=$(steps bots.yml '[s["run"] for s in d["jobs"]["lock"]["steps"] if "run" in s]')
commit() { git -C "$project" add -A && git -C "$project" -c user.name=t -c user.email=t@localhost commit -qm bot; }
locked_project
git -C "$project" init -q && echo .scibids >"$project/.git/info/exclude" && commit
echo '# moved by a bot' >>"$project/requirements.txt"
commit
step "$bot"
is "$status $(git -C "$project" diff --name-only)" '0 scibids.lock' 'new requirements: the lock follows'
commit
digest=$(printf 'sha256:%064d' 7)
sed -i "s/^base-digest: .*/base-digest: $digest/" "$project/scibids.lock"
commit
export FAKE_DOCKER_MOVED=1
step "$bot"
unset FAKE_DOCKER_MOVED
is "$status $(grep -c '^pull ' "$FAKE_DOCKER_LOG")" '0 1' 'a new base image: it is pulled'
digest=$(awk '$1 == "python:3.13-alpine3.20" { print $2 }' "$FAKE_DOCKER_STATE/store")
is "$(sed -n 's/^base-digest: //p' "$project/scibids.lock")" "$digest" 'and the lock follows'
is "$(python3 - "$SCIBIDS/examples/ci/renovate.json" "$project/scibids.lock" <<'END'
import json, re, sys
manager = json.load(open(sys.argv[1]))["customManagers"][0]
found = re.search(manager["matchStrings"][0].replace("(?<", "(?P<"), open(sys.argv[2]).read())
print(*(found[key] for key in ("depName", "currentValue", "currentDigest")), bool(re.search(manager["managerFilePatterns"][0].strip("/"), "scibids.lock")))
END
)" "python 3.13-alpine3.20 $digest True" 'Renovate finds the base image'
is "$(python3 -c 'import sys, yaml; print(*(u["package-ecosystem"] for u in yaml.safe_load(open(sys.argv[1]))["updates"]))' "$SCIBIDS/examples/ci/dependabot.yml")" \
	'pip github-actions' 'and Dependabot the requirements'
finish
