#!/bin/sh
# scibids-explain on real images, for three kinds of change: a line of the app, a requirement, a fragment.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

project explain
echo 'print(1)' >"$project/main.py"
printf 'six\nidna<3.10\n--no-binary six\n' >"$project/requirements.txt"
makefile <<'END'
SCIBIDS_CMD = python3 main.py
END
changes() { printf '%s\n' "$out" | sed -n '/^from /,/^$/p' | sed '1d; /^$/d'; }
layer() { # STAGE: its row, blanks made one
	printf '%s\n' "$out" | sed -n '/^  LAYER/,$p' | tr -s ' ' | grep -E "^ [0-9]+ $1 "
}
built 'an image' image || finish
first=$(cat "$project/.scibids/key")
run scibids-explain
like "$out" "^key $first: its image is in the store\$" 'what made its key'
like "$(layer rootfs)" ' [0-9]+ apks [0-9.]+ MB' 'its layers, with what is in them'
like "$(layer build-six)" ' six [0-9.]+ 0\.[0-9] MB|[0-9.]+ kB' 'and bytes'

echo 'print(2)' >"$project/main.py"
built 'a line of the app' image
run scibids-explain
is "$(changes | sed 's/: .*//' | tr -s ' ')" ' app main.py changed' 'is the one change'
like "$(layer app)" ' new app main\.py$' 'the layer of the app is new for it'
is "$(printf '%s\n' "$out" | sed -n '/^  LAYER/,$p' | grep -c ' new ')" 1 'and no other'

printf 'six\nidna>=3.10,<3.11\n--no-binary six\n' >"$project/requirements.txt"
built 'a requirement' image
run scibids-explain
like "$(changes)" '^  requirement +idna +3\.[0-9.]+ \(wheel\) -> 3\.10 \(wheel\)$' 'is named, with both versions'
unlike "$(changes)" '^  (requirement +six|record|fragment|setting|base)' 'and nothing that did not change'
like "$(layer 'wheels?-(small|idna)')" ' new requirement idna$' 'its layer is new for it'
like "$(layer build-six)" ' kept' 'that of the source build is the one that was'
like "$(layer rootfs)" ' kept' 'and the root file system'

mkdir "$project/fragments"
echo 'RUN echo 1 >/layer/etc/one && touch -d @315532800 /layer/etc/one /layer/etc' >"$project/fragments/rootfs.dockerfile"
built 'a fragment' image SCIBIDS_FRAGMENTS=fragments
run scibids-explain SCIBIDS_FRAGMENTS=fragments
like "$(changes)" '^  fragment +your/rootfs\.dockerfile +added$' 'is named'
like "$(layer rootfs)" ' new fragment your/rootfs\.dockerfile$' 'its layer is new for it'
like "$(layer interpreter)" ' kept' 'the others are as they were'

run scibids-explain SCIBIDS_FRAGMENTS=fragments FROM="$first"
like "$(changes)" '^  app +main\.py +changed' 'since the first key: all three'
like "$(changes)" '^  requirement +idna ' '(the requirement)'
like "$(changes)" '^  fragment +your/rootfs' '(the fragment)'
run scibids-explain SCIBIDS_FRAGMENTS=fragments FROM=latest
like "$(changes)" '^  it is the same key$' 'since latest: nothing'
rm -rf "$project/.scibids/history"
run scibids-explain SCIBIDS_FRAGMENTS=fragments FROM="$first"
like "$(changes)" '^  unknown +requirements, ' 'of a key that is no longer remembered the image says what it can'
like "$(layer 'wheels?-(small|idna)')" ' new$' 'and which layers it has'
finish
