#!/bin/sh
# The labels that change from build to build: the commit and the repository that an image is made from.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

command -v git >/dev/null || { echo '1..0 # skip no git'; exit 0; }
GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_CEILING_DIRECTORIES=$work
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_CEILING_DIRECTORIES
git_() { git -C "$project" -c user.name=x -c user.email=x@example.com "$@"; }
repository() { # the current project becomes one
	git_ init -q && git_ add -A && git_ commit -q -m one
}
label() { # NAME: as .scibids/labels has it
	sed -n "s/^org\.opencontainers\.image\.$1=//p" "$project/.scibids/labels"
}
flags() { # --label NAME=VALUE of the build of the image, a line each
	sed -n 's/^buildx build \(.*--target final .*\)/\1/p' "$FAKE_DOCKER_LOG" | grep -o -e '--label [^ ]*'
}

# Outside of git
locked_project
run image
is "$status $calls" '0 image inspect app' 'outside of git nothing changes'
is "$(cat "$project/.scibids/labels")" '' 'and there is no label'
echo '# changed' >>"$project/main.py"
run image
is "$(flags)" "--label scibids.key=$(cat "$project/.scibids/key")" 'the build says the key'

# In git
locked_project
printf '.scibids\n' >"$project/.gitignore"
repository
head=$(git_ rev-parse HEAD)
run image
is "$status $deeds" '0 build final' 'in git it is a different image, which names its commit'
is "$(flags | sort)" "--label org.opencontainers.image.revision=$head
--label scibids.key=$(cat "$project/.scibids/key")" 'as a label of the build'
unlike "$(cat "$project/.scibids/Dockerfile")" "$head" 'and not in the Dockerfile'
run image
is "$status $calls" '0 image inspect app' 'a second time there is nothing to do'
touch -d 2001-01-01 "$project/.scibids/labels"
run image
is "$(find "$project/.scibids/labels" -newermt 2002-01-01)" '' 'the same labels leave the file alone'
git_ commit -q --allow-empty -m two
run image
is "$status $deeds" '0 build final' 'a new commit makes a new image'
like "$(label revision)" "^$(git_ rev-parse HEAD)\$" 'of that commit'
echo '# changed' >>"$project/main.py"
run image
is "$(label revision)" "$(git_ rev-parse HEAD)-dirty" 'what is not committed is said to be so'
is "$(find "$project/.git" -name index.lock)" '' 'git is left alone'
run image SCIBIDS_REVISION=
is "$status $(cat "$project/.scibids/labels")" '0 ' 'SCIBIDS_REVISION empty: no label'
export SCIBIDS_REVISION=
run image
is "$status $(cat "$project/.scibids/labels")" '0 ' 'from the environment as well'
unset SCIBIDS_REVISION
run image SCIBIDS_REVISION=v1.2
is "$(label revision)" v1.2 'or one set by hand'
run image 'SCIBIDS_REVISION=a b'
is "$status" 2 'which must be a word'
like "$err" "^scibids: SCIBIDS_REVISION is 'a b': a commit's name has letters, digits and \._- only$" 'and says so'
run image SCIBIDS_LABELS='a=b org.opencontainers.image.revision=mine'
is "$(label revision)" '' "a label of the user's own is left to him"

# The repository's address
source_of() { # ADDRESS
	git_ config remote.origin.url "$1"
	run .scibids/labels
	label source
}
secret=hunter2
for address in "https://user:$secret@example.com/team/app.git" "https://$secret@example.com/team/app.git" \
	"https://user:a@$secret@example.com/team/app.git" "ssh://git@example.com:2222/team/app.git" "git@example.com:team/app.git" \
	"example.com:/team/app.git" "https://example.com/team/app.git?token=$secret" "https://example.com/team/app.git/"; do
	is "$(source_of "$address")" https://example.com/team/app.git "$address"
done
is "$(source_of http://example.com:8080/app)" http://example.com:8080/app 'a port'
for address in /srv/app.git ../app.git file:///srv/app.git "https://user:$secret/x@example.com/app" 'https://example.com/a b' \
	'https://example.com/$(id)' "https://user:$secret" '' 'ext::sh -c id' 'C:\app'; do
	is "$(source_of "$address")" '' "no label: '$address'"
	unlike "$(cat "$project/.scibids/labels")" "$secret" 'and no password'
done
finish
