#!/bin/sh
# Which calls of the engine `make image` makes, and what the other targets and make's options do.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

image_of() { # NAME:TAG: its id
	awk -v name="$1" '$1 == name { print $2 }' "$FAKE_DOCKER_STATE/store"
}
files() { # name and content of what is in the project
	(cd "$project" && find . -type f ! -name '*.log' ! -name app.index | LC_ALL=C sort | xargs sha256sum)
}
stamps() { # and when it was written
	(cd "$project" && find . -printf '%p %T@\n' | LC_ALL=C sort)
}

# From nothing
project
run image
is "$status" 0 'image: from a bare project'
is "$deeds" "pull
build refresh
build needs
build final" 'the builds in their order'
key=$(cat "$project/.scibids/key")
like "$key" '^[0-9a-f]{12,}$' 'it leaves a key'
is "$(image_of "app:$key")" "$(image_of app:latest)" 'and one image by two names'
like "$out" "^  image +app:$key, app:latest$" 'the summary says the names'
like "$out" '^  size +61\.3 MB, compressed 12\.3 MB, 9 layers$' 'the size'
like "$out" '^  packages +7 Python, 8 apk$' 'the packages'
like "$out" '^  app +2 files, [0-9.]+ kB$' 'what went in'
like "$out" '^  seconds +[0-9]+\.[0-9]$' 'and the time'
is "$(ls -A "$project")" ".scibids${newline}Makefile${newline}main.py${newline}requirements.txt${newline}scibids.lock" \
	'a lock and .scibids, and no other file'

# What is not in the image, though it is in the app's directory
echo a >"$work/projects/outside"
mkdir "$project/models"
ln -s main.py "$project/inside" && ln -s ../outside "$project/outside" && ln -s nowhere "$project/nowhere" && ln -s /etc/hosts "$project/hosts"
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 123456789\n' 1 >"$project/models/a.bin"
cp "$project/models/a.bin" "$project/models/b.bin"
run image
is "$status$(printf '%s\n' "$out" | grep '^  note')" "0  note      app: models/a.bin, one of 2, is a pointer of Git LFS: git lfs pull fetches what it stands for
  note      app: outside leads out of the app, and the image does not have what is there" 'a link that leads out, and what Git LFS keeps elsewhere, are said'
printf 'outside\nmodels\n' >"$project/.dockerignore"
run image
unlike "$out" '^  note' 'unless .dockerignore leaves them out'

# Nothing changed
locked_project
before=$(files)
run image
is "$status $calls" '0 image inspect app' 'nothing changed: one look into the store'
is "$out$err" '' 'without a word'
is "$(files)" "$before" 'and no file is other than it was'
echo '# a comment' >>"$project/Makefile"
touch "$project/main.py" "$project/requirements.txt"
run image
is "$status $calls" '0 image inspect app' 'a comment in the Makefile and new times change nothing'

# latest is elsewhere
sed -i "s/^app:latest .*/app:latest sha256:other/" "$FAKE_DOCKER_STATE/store"
run image
is "$status $deeds" '0 tag' 'latest elsewhere: it is moved, nothing is built'
is "$(image_of app:latest)" "$(image_of "app:$key")" 'to the image'
sed -i '/^app:latest/d' "$FAKE_DOCKER_STATE/store"
run image
is "$status $(image_of app:latest)" "0 $(image_of "app:$key")" 'no latest: it is made'

# The image is gone from the store, the toolbox is not
locked_project
sed -i '/^app:/d' "$FAKE_DOCKER_STATE/store"
run -s image
is "$status $deeds" '0 build final' \
	'an image that is not in the store is built'
is "$out$err" '' 'and -s says nothing'
sed -i '/^app:/d; /^scibids:/d' "$FAKE_DOCKER_STATE/store"
run -s image
is "$deeds" 'build final' 'by one build, though the toolbox is gone too'
echo '# changed' >>"$project/main.py"
run -s toolbox
rm -rf "$project/.scibids/environment"
run -s image
is "$deeds" 'build final' 'a toolbox that is stored later'
unlike "$(cat "$FAKE_DOCKER_LOG")" 'TOOLBOX=' 'is not taken: all that was compiled would be compiled again on it'

# One line of the app
locked_project
echo '# changed' >>"$project/main.py"
cp "$project/scibids.lock" "$work/lock"
run -s -j4 image
is "$status $deeds" '0 build final' \
	'a line of the app, -j4: one build'
unlike "$(cat "$project/.scibids/key")" "^$key\$" 'and another key'
same "$project/scibids.lock" "$work/lock" 'and the lock as it was'
like "$(cat "$FAKE_DOCKER_LOG")" '^buildx build .*--build-arg TOOLBOX=scibids:3\.13-alpine3\.20-[0-9a-f]+ ' \
	'the build takes the toolbox from the store'

# Settings of the image alone change the image alone
locked_project
run -s image 'SCIBIDS_CMD=python3 -u main.py'
is "$status $deeds" '0 build final' 'another command: one build'
locked_project
run -s image SCIBIDS_RUN=--tty SCIBIDS_LOCKED=1
is "$status $calls" '0 image inspect app' 'what no image depends on changes nothing'

# -n
locked_project
echo '# changed' >>"$project/main.py"
before=$(files && stamps)
for target in image lock lock-upgrade toolbox image-run image-clean scibids-doctor scibids-help; do
	run -n $target
	is "$status $calls$err" '0 ' "-n $target: no call of the engine"
	is "$(files && stamps)" "$before" "-n $target: no file is changed"
done
like "$(run -n image; echo "$out")" '/mk/image\.sh' '-n image: prints commands'
project
run -n image
is "$status $calls$err" '0 ' '-n in a bare project'
is "$(ls -A "$project")" "Makefile${newline}main.py${newline}requirements.txt" 'makes nothing there'

# -k, -C, -f, V=1
locked_project
printf 'mine:\n\t@echo mine\n' >>"$project/Makefile"
echo 'not a requirement!' >"$project/requirements.txt"
run -k image mine
is "$status $out" '2 mine' '-k: the other target is made'
is "$calls" '' 'and the engine is not asked about the broken one'
locked_project
mkdir "$work/elsewhere"
project=$work/elsewhere
run -C "$work/projects/app" image
is "$status $calls" '0 image inspect app' '-C: from another directory'
rmdir "$work/elsewhere"
locked_project
mv "$project/Makefile" "$project/build.mk"
echo '# changed' >>"$project/main.py"
run -f build.mk image
is "$status $deeds" '0 build final' '-f: a Makefile of another name'
echo '# changed' >>"$project/main.py"
run -f build.mk V=1 image
like "$out" '/scibids-stitch .*\.scibids/settings' 'V=1 shows the commands'
like "$out" '-- docker buildx build .*--target final ' 'the build among them'
like "$err" '^#1 DONE' "and the builder's own output"

# A build that fails
locked_project
echo '# changed' >>"$project/main.py"
cp "$FAKE_DOCKER_STATE/store" "$work/before"
export FAKE_DOCKER_FAIL=final
run image
unset FAKE_DOCKER_FAIL
is "$status" 2 'a build that fails fails make'
like "$err" 'cannot do it' 'says what the builder said'
same "$FAKE_DOCKER_STATE/store" "$work/before" 'and moves no tag'
run image
is "$status $deeds" '0 build final' 'and the next run builds'

# Another builder has no store
locked_project
sed -i '/^app:/d; /^scibids:/d' "$FAKE_DOCKER_STATE/store"
run -s image SCIBIDS_BUILDER=known
is "$status $deeds" '0 build final' 'SCIBIDS_BUILDER: the toolbox is a stage of the one build'
like "$(cat "$FAKE_DOCKER_LOG")" '^buildx build .*--builder known ' 'of that builder'
unlike "$(cat "$FAKE_DOCKER_LOG")" 'TOOLBOX=' 'without an image of the store'

# No engine at all: a builder makes locks, and pushes
rm -rf "$project/.scibids"
export FAKE_DOCKER_DEAD=store
run image SCIBIDS_BUILDER=known
like "$status $err" "^2 scibids: no engine answers to 'docker', and the image belongs in its store: .* make image-push$newline" 'no engine: where would an image be kept'
is "$deeds" '' 'nothing is built before that is said'
run image-push SCIBIDS_BUILDER=known SCIBIDS_REGISTRY=registry.test:5000/team
like "$status $(echo $deeds)" '^0 build final ' 'image-push needs none'
run toolbox SCIBIDS_BUILDER=known
like "$status $out" '^0 .*NOTE +no toolbox is stored: the builder known makes it where a package is compiled$' 'toolbox says what becomes of it'
run image-clean SCIBIDS_BUILDER=known
is "$status $err" '0 ' 'image-clean removes what is here'
locked_project
run image-clean
like "$status $err" "^2 scibids: no engine answers to 'docker': start it, or set SCIBIDS_ENGINE$newline" 'and does not where images may be left'
unset FAKE_DOCKER_DEAD

# run, clean, toolbox
locked_project
run image-run 'SCIBIDS_RUN=--env A=b'
is "$status $out" "0 this is app:$key" 'image-run runs the image'
like "$(cat "$FAKE_DOCKER_LOG")" "^run --rm --pull=never --env A=b app:$key\$" 'with the options of SCIBIDS_RUN, and no image of a registry in its place'
locked_project
sed -i "p; s/^app:latest/registry\/app:1.0/" "$FAKE_DOCKER_STATE/store"
run image-clean
is "$status$out$err $(ls -A "$project" | tr '\n' ' ')" '0 Makefile main.py requirements.txt scibids.lock ' 'image-clean removes .scibids and keeps the lock'
is "$(cut -d: -f1 "$FAKE_DOCKER_STATE/store" | sort -u)" "python${newline}registry/app${newline}scibids" \
	"and this project's images, not the toolbox, nor the same image by another's name"
run image-clean
is "$status$out$err" 0 'a second time as well'
locked_project
run toolbox
is "$status $deeds" "0 tag${newline}tag" 'toolbox: one that is in the store is left'
sed -i '/^scibids:/d' "$FAKE_DOCKER_STATE/store"
run toolbox
is "$status $deeds" "0 build toolbox${newline}tag${newline}tag" 'and one that is missing is built'
like "$(cat "$FAKE_DOCKER_STATE/store")" '^scibids:latest ' 'under a name that a Dockerfile can start from'
like "$(cat "$FAKE_DOCKER_STATE/store")" '^scibids:3\.13-alpine3\.20 ' 'and one with its versions'
project
run toolbox
is "$status $deeds" "0 pull${newline}build index${newline}build toolbox${newline}tag${newline}tag" 'without a lock as well'
is "$(ls "$project/scibids.lock" 2>/dev/null)" '' 'and makes none'
finish
