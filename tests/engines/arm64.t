#!/bin/sh
# Two kinds of machine, of which an emulator runs the other: one lock, packages with and without a wheel, an image of each, an index.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
kit=$(tools/test-kit/make-kit --path) && [ -n "$(find "$kit/apk" -path "*/main/aarch64")" ] && [ "$(uname -m)" = x86_64 ] ||
	{ echo '1..0 # skip a test on x86_64, for a kit of: make test-kit KIT_MACHINE=aarch64'; exit 0; }
docker buildx inspect | grep -q '^Platforms:.*linux/arm64' || { echo '1..0 # skip the engine runs nothing for arm64: install qemu-user-static'; exit 0; }
export SCIBIDS_KIT="$kit"
# shellcheck source=tests/e2e/docker-registry.sh
. tests/e2e/docker-registry.sh

project both
printf '%s\n' numpy lz4 idna >"$project/requirements.txt"
echo 'import platform, numpy, lz4.block, idna; print(platform.machine(), numpy.arange(4).sum(), len(lz4.block.compress(bytes(1000))) < 100)' >"$project/main.py"
makefile <<'END'
SCIBIDS_CMD = python3 main.py
SCIBIDS_PLATFORM = linux/amd64,linux/arm64
END
answer() { docker run --rm --network=none --read-only --cap-drop=ALL --platform "linux/$1" "${2-$image}" 2>&1 | tail -n 1; }
both_answer() { # WHAT TEXT
	is "$(answer amd64)" "x86_64 $1" "$2: amd64 runs"
	is "$(answer arm64)" "aarch64 $1" "$2: arm64 runs"
}

built 'make lock' lock || finish
echo "# lock: $seconds s"
is "$("$helpers/scibids-lock" platforms "$project/scibids.lock" | paste -sd ' ')" 'linux/amd64 linux/arm64' 'is for both'
"$helpers/scibids-lock" select -p linux/arm64 "$project/scibids.lock" >"$work/arm64"
like "$(cat "$work/arm64")" 'artifact: numpy-.*musllinux_1_[12]_aarch64\.whl' 'each has wheels of its own'
unlike "$(cat "$work/arm64")" 'x86_64' 'and none of the other'
like "$(cat "$work/arm64")" '^  lz4:' 'lz4 is there'
built 'make image' image || finish
echo "# image: $seconds s"
both_answer '6 True' 'image'
for pair in amd64:x86-64 "arm64:ARM aarch64"; do
	mkdir "$work/files"
	docker create --name "$id-files" "$image:linux-${pair%:*}" >/dev/null 2>&1 && docker export "$id-files" | tar -x -C "$work/files"
	docker rm -f "$id-files" >/dev/null
	is "$(find "$work/files" -type f \( -name '*.so*' -o -perm -100 \) -exec file -b {} + | sed -n 's/^ELF 64-bit.*, \(x86-64\|ARM aarch64\),.*/\1/p' | sort -u)" \
		"${pair#*:}" "each program and library of ${pair%:*} is for that machine"
	rm -r "$work/files"
done
built 'the bill of materials' scibids-sbom
like "$(cat "$project"/*linux-arm64*.spdx.json)" 'pkg:apk/alpine/musl@[^"?]*\?arch=aarch64' 'of arm64 names its apks'
key=$(cat "$project/.scibids/key")
built 'again' image
is "$(cat "$project/.scibids/key")" "$key" 'nothing changed'
echo 'print(platform.machine(), "as well")' >>"$project/main.py"
built 'a line of the app' image
echo "# a line: $seconds s"
both_answer 'as well' 'a line of the app'
project alone
echo idna >"$project/requirements.txt"
echo 'import platform; print(platform.machine())' >"$project/main.py"
echo 'SCIBIDS_CMD = python3 main.py' | makefile
built 'a project that names no platform, where the store has the base image of arm64' image
is "$(docker run --rm --network=none "$image")" x86_64 'is made for this machine'
project both
serve "$storage}"
built 'image-push' image-push SCIBIDS_REGISTRY="$registry"
docker buildx imagetools inspect "$(cat "$project/.scibids/pushed")" >"$work/pushed"
is "$(awk '$1 == "Platform:" { print $2 }' "$work/pushed" | paste -sd ' ')" 'linux/amd64 linux/arm64' 'the registry has an index of both'
# Other tests take what has the base image's name for this machine's.
docker image rm -f "$(sed -n "s/^base-image: //p" "$project/scibids.lock")" >/dev/null
finish
