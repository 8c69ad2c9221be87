#!/bin/sh
# SCIBIDS_BUILT: what one project has compiled, no other does, whatever the builder has forgotten; and what was changed is not taken.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
needs_apks lz4-dev
export SCIBIDS_BUILT="$work/built"
id_of() { docker image inspect --format '{{.Id}}' "$image"; }
forget() {
	images | cut -d' ' -f1 | xargs -r docker image rm -f >/dev/null
	rm -rf "$project/.scibids"
}

project built
echo lz4 >"$project/requirements.txt"
echo 'import lz4.frame; print(lz4.frame.decompress(lz4.frame.compress(b"it runs")).decode())' >"$project/main.py"
makefile <<'END2'
SCIBIDS_CMD = python3 main.py
END2
built 'an image' image || finish
first=$(id_of)
entry=$(find "$work/built" -mindepth 1 -maxdepth 1)

# An engine that has built nothing before
mkdir "$work/bin"
cat >"$work/bin/elsewhere" <<'END2'
#!/bin/sh
[ "$1 $2" = 'buildx build' ] || exec docker "$@"
shift 2
exec docker buildx build --no-cache "$@"
END2
chmod +x "$work/bin/elsewhere"
project another
cp "$work/$id-built/main.py" "$work/$id-built/Makefile" "$work/$id-built/requirements.txt" "$project/"
built 'another project, and another builder' image SCIBIDS_ENGINE="$work/bin/elsewhere"
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
