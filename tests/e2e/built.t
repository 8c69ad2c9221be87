#!/bin/sh
# SCIBIDS_BUILT: what one project has compiled, no other does, whatever the builder has forgotten; and what was changed is not taken.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
needs_apks lz4-dev
export SCIBIDS_BUILT="$work/built"

lz4_project built
built 'an image' image || finish
first=$(id_of)
entry=$(find "$work/built" -mindepth 1 -maxdepth 1)

elsewhere
lz4_project another
built 'another project, and another builder' image SCIBIDS_ENGINE="$elsewhere"
is "$(printf '%s\n' "$out" | awk '$1 == "STORED" { print $2 }' | paste -sd ' ' -)" 'build-lz4 build-lz4' 'the lock and the image take what was built'
unlike "$err" '^  (BUILD|TOOLBOX) ' 'and nothing is built'
is "$(docker run --rm --network=none "$image")" 'it runs' 'it runs'

project built
forget
layer=$(find "$entry/blobs" -type f -size +8k)
size=$(wc -c <"$layer")
chmod u+w "$layer" && printf '\377' | dd of="$layer" bs=1 seek=$((size - 9)) conv=notrunc 2>/dev/null
built 'one byte of the directory changed' image
like "$said" "^scibids: note: $entry has changed since build-lz4 was kept: it is removed, and built again$" 'a line says so'
is "$(id_of)" "$first" 'the same image'
"$helpers/scibids-kit" verify "$entry"
ok $? 'and it is kept again'
finish
