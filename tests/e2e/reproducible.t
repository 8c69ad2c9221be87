#!/bin/sh
# The same project, made twice without a cache and with other times, modes and names around it, is the same image.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
needs_apks lz4-dev

# A copy of the project as a clone would be: the lock is in it, what was generated is not.
project one
mkdir "$project/data"
echo 'print("same")' >"$project/main.py"
echo data >"$project/data/file"
printf '#!/bin/sh\n' >"$project/run.sh"
chmod +x "$project/run.sh"
printf 'lz4\nidna\n' >"$project/requirements.txt"
makefile <<'END'
SCIBIDS_CMD = python3 main.py
END
built 'an image' image || finish
# The image's name is one of its labels: the other project's gets the same.
one=$project name=$image first=$image-first
docker tag "$name" "$first"
images | grep "^$name:" | cut -d' ' -f1 | xargs docker image rm >/dev/null

project two
cp "$one/scibids.lock" "$one/Makefile" "$project/"
(
	umask 077
	cd "$one" && for file in requirements.txt main.py data/file run.sh; do
		mkdir -p "$project/$(dirname "$file")"
		cat "$file" >"$project/$file"
		touch -d '2001-02-03 04:05:06' "$project/$file"
	done
	chmod +x "$project/run.sh"
	touch -d '2001-02-03 04:05:06' "$project/data"
)
# docker with a build that takes nothing from the cache
mkdir "$work/bin"
cat >"$work/bin/docker" <<END
#!/bin/sh
case "\$1 \${2-}" in 'buildx build') shift 2; set -- buildx build --no-cache "\$@" ;; esac
exec $(command -v docker) "\$@"
END
chmod +x "$work/bin/docker"
with=$PATH PATH=$work/bin:$PATH
built 'the same with another umask, other times and no cache' image SCIBIDS_NAME="$name"
PATH=$with image=$name
is "$(cat "$project/.scibids/key")" "$(cat "$one/.scibids/key")" 'its key is the same'
like "$err" '^  BUILD +build-lz4' 'nothing came from the cache: the source was built again'
is "$(layers)" "$(layers "$first")" 'its layers are the same'
is "$(id_of "$image")" "$(id_of "$first")" 'it is the same image' || {
	mkdir "$work/a" "$work/b"
	docker save "$first:latest" | tar xC "$work/a"
	docker save "$image:latest" | tar xC "$work/b"
	diff -rq "$work/a" "$work/b" | sed 's/^/# /'
}
finish
