#!/bin/sh
# scibids-kit: an image that is built from a kit, without a network, is the one that was built with it; and kits that are not what they were.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
needs_apks lz4-dev

# No network, and nothing that was built or fetched before
elsewhere --network=none --build-arg BUILDKIT_CACHE_MOUNT_NS=scibids-test-offline
carried=$work/carried

project one
printf 'six\nlz4\n' >"$project/requirements.txt"
echo 'import lz4.frame, six; print(lz4.frame.decompress(lz4.frame.compress(b"it runs")).decode())' >"$project/main.py"
makefile <<'END2'
SCIBIDS_CMD = python3 main.py
END2
built 'an image of a wheel and a source package' image || finish
online=$(id_of)
built 'scibids-kit' scibids-kit KIT="$carried" || finish
like "$(ls "$carried/wheels")" '^lz4-.*\.tar\.gz$' 'it has the source package'
like "$(ls "$carried/wheels")" '^setuptools-' 'what that is built with'
like "$(ls "$carried/wheels")" '^uv-' 'and uv'
[ -z "$kit" ] || is "$(ls "$carried/apk" | grep -c 'rsa\.pub$') $(ls "$carried/apk/$branch/main"/*/ | grep -c 'lz4-dev\|build-base')" '1 2' 'apks of the build and the toolbox, one key'
(cd "$carried" && sha256sum --check --quiet MANIFEST)
ok $? 'sha256sum agrees with MANIFEST'
built 'again' scibids-kit KIT="$carried"
like "$out" 'it has all of scibids\.lock$' 'there is nothing to fetch'
at_most 10 'which takes no builder'

forget
built 'without a network' image SCIBIDS_KIT="$carried" SCIBIDS_ENGINE="$elsewhere"
is "$(id_of)" "$online" 'the same image'
is "$(docker run --rm --network=none "$image")" 'it runs' 'that runs'

# Another project joins it
project two
printf 'six\nidna\n' >"$project/requirements.txt"
echo 'import idna, six; print("it runs as well")' >"$project/main.py"
makefile <<'END2'
SCIBIDS_CMD = python3 main.py
END2
built 'another project' lock
run image SCIBIDS_KIT="$carried"
is "$status" 2 'the kit of another lock'
is "$said" "scibids-kit: $carried: it was made for a different lock: it lacks wheels/$(pin idna artifact): run \`make scibids-kit KIT=$carried\` where there is a network" 'a line says so'
built 'the two in one kit' scibids-kit KIT="$carried"
for of in one two; do
	"$helpers/scibids-kit" check "$carried" "$work/$id-$of/scibids.lock"
	ok $? "it has all of project $of"
done

# A small kit out of the large one, with another key
built 'a kit out of a kit' scibids-kit KIT="$work/small" SCIBIDS_KIT="$carried"
is "$(find "$work/small/wheels" -name 'lz4*' -o -name 'setuptools*')" '' 'has what this project needs'
[ "$(echo "$carried/apk"/*.pub | sed 's|.*/||')" != "$(echo "$work/small/apk"/*.pub | sed 's|.*/||')" ]
ok $? 'and a key of its own'
forget
built 'without a network' image SCIBIDS_KIT="$work/small" SCIBIDS_ENGINE="$elsewhere"
is "$(docker run --rm --network=none "$image")" 'it runs as well' 'it makes the image'

# Kits that are not what they were
# spoilt TEXT REGEX: make image with the copy of the kit fails
spoilt() {
	run image SCIBIDS_KIT="$work/spoilt" SCIBIDS_ENGINE="$elsewhere"
	is "$status" 2 "$1: make fails"
	like "$said" "$2" "$1: and says why"
	is "$(printf '%s\n' "$said" | grep -c '^scibids')" 1 "$1: in one line"
	rm -rf "$work/spoilt"
}
copy() { cp -R "$work/small" "$work/spoilt"; }
change() { # FILE: its last byte
	size=$(wc -c <"$1")
	printf '\377' | dd of="$1" bs=1 seek=$((size - 9)) conv=notrunc 2>/dev/null
}
forget
for file in wheels/six-*.whl images/*.tar apk/v*/main/*/musl-*.apk apk/v*/main/*/APKINDEX.tar.gz; do
	copy
	(cd "$work/spoilt" && change "$(echo $file)")
	spoilt "one byte of $file" "^scibids-kit: $work/spoilt: [^ ]* does not match MANIFEST: run "
done
copy
openssl genrsa 2048 2>/dev/null | openssl rsa -pubout -out "$(echo "$work/spoilt/apk"/*.rsa.pub)" 2>/dev/null
"$helpers/scibids-kit" manifest "$work/spoilt"
run lock-upgrade PKG=apk SCIBIDS_KIT="$work/spoilt"
like "$said" "^ +the mirror's $branch/main/[^/]*/APKINDEX\.tar\.gz is not what one of its keys signed" 'another key: the index is refused'
rm -rf "$work/spoilt"

# Killed while the builder works; a full disk
echo attrs >>"$project/requirements.txt"
built 'a lock with one package more' lock
kept=$(cd "$work/small" && find . -type f | sort | xargs sha256sum)
cat >"$work/endless" <<'END2'
#!/bin/sh
[ "$1 $2" = 'buildx build' ] || exec docker "$@"
docker "$@"
: >"${0%/*}/fetched"
sleep 60
END2
chmod +x "$work/endless"
(cd "$project" && exec setsid make -I "$work/include" scibids-kit KIT="$work/small" SCIBIDS_ENGINE="$work/endless") >"$work/out" 2>"$work/err" </dev/null &
maker=$!
until [ -e "$work/fetched" ] || ! kill -s 0 "$maker" 2>/dev/null; do sleep 0.1; done
kill -s KILL -- "-$maker" 2>/dev/null
wait "$maker" 2>/dev/null
is "$(cd "$work/small" && find . -type f | sort | xargs sha256sum)" "$kept" 'killed before the builder is done: the kit is as it was'
if mkdir "$work/disk" && mount -t tmpfs -o size=12m tmpfs "$work/disk" 2>/dev/null; then
	run scibids-kit KIT="$work/disk/kit"
	is "$status" 2 'a full disk: make fails'
	like "$said" "^scibids: cannot [^:]*: .*[Nn]o space left on device$" 'and says why'
	is "$(ls "$work/disk/kit")" '' 'nothing is there'
	umount "$work/disk"
else
	skip 'a full disk' 'no file system can be mounted here'
fi
built 'and with room for it' scibids-kit KIT="$work/small"
finish
