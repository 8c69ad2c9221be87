#!/bin/sh
# make scibids-dockerfile: the Dockerfile, where the user wants to keep it.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

locked_project
run scibids-dockerfile TO=deploy/image
is "$status $calls" '0 ' 'it is written without a call'
directory=$project/deploy/image
is "$(cd "$directory" && ls)" "Dockerfile
Dockerfile.dockerignore
scripts" 'with what it ignores and the scripts beside it'
sed -n 's/^#   \([0-9a-f]\{64\}  \)/\1/p' "$directory/Dockerfile" >"$work/listed"
is "$(cd "$directory/scripts" && while read -r sum name; do
	case $name in */\*) is=$(find "${name%/*}" -type f | sort | xargs sha256sum | sha256sum) ;; *) is=$(sha256sum "$name") ;; esac
	[ "${is%% *}" = "$sum" ] || echo "$name: ${is%% *}"
done <"$work/listed")" '' 'which are those that it names'
ok "$(($(wc -l <"$work/listed") < 5))" 'each of them'
like "$(cat "$directory/Dockerfile")" '^#   docker buildx build .* --build-context scibids=deploy/image/scripts -f deploy/image/Dockerfile APP$' 'and its first lines say how it builds'
is "$(sed 's|deploy/image/scripts|SCRIPTS|g; s|deploy/image/|.scibids/|' "$directory/Dockerfile" | diff - "$project/.scibids/Dockerfile")" '' 'else it is the one that make image builds'
at_most_250=$(wc -l <"$directory/Dockerfile")
ok "$((at_most_250 > 250))" "for seven packages at most 250 lines: $at_most_250"
finish
