#!/bin/sh
# The two ways to an image whose app has changed, by its layer alone and by the builder, make the same one.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
case $(docker info -f '{{.DriverStatus}}') in
*io.containerd.snapshotter*) ;;
*) echo "1..0 # skip the engine's store is not containerd's"; exit 0 ;;
esac

way() { tail -n 1 "$project/.scibids/way" | cut -f2; }
why() { tail -n 1 "$project/.scibids/way" | cut -f3; }
# Nothing but the names and the store's own facts may differ.
facts() {
	docker image inspect --format '{{json .Config}} {{.Architecture}} {{.Os}} {{.Created}} {{json .RootFS}}' "$1"
	docker history --no-trunc --format '{{.CreatedBy}} {{.Comment}}' "$1"
}
config() { docker save "$image:latest" | tar xO manifest.json | sed 's/.*"Config":"blobs\/sha256\/\([0-9a-f]*\)".*/\1/'; }
# Owners, modes, times, sizes, targets and contents of all files
files() {
	docker create --name "$id-files" "$1" >/dev/null && docker export "$id-files" >"$work/export.tar"
	docker rm "$id-files" >/dev/null
	tar tvf "$work/export.tar" --numeric-owner --full-time --quoting-style=escape | grep ' app/'
	rm -rf "$work/export" && mkdir "$work/export" && tar xf "$work/export.tar" -C "$work/export" app
	(cd "$work/export" && find app -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
}

project one
makefile <<'END'
SCIBIDS_CMD = python3 main.py
SCIBIDS_ENV = A="b <&> c"
SCIBIDS_LABELS = note="\<&>"
END
echo six >"$project/requirements.txt"
echo 'print(1)' >"$project/main.py"
built 'an image by the builder' image || finish
is "$(way)" builder 'which it says'
first=$image-first
docker tag "$image" "$first"
count=$(layers | wc -l)

# All that a directory may hold, and what stays out
(
	cd "$project" || exit 1
	echo 'print(2)' >main.py
	long=$(printf 'd%.0s' $(seq 90))
	mkdir -p empty sticky package/__pycache__ "$long/e$long/f$long" 'with blank' é && chmod 1777 sticky
	echo x >package/__pycache__/main.cpython-313.pyc
	echo a >a && ln a hard && ln -s a link && ln -s /nowhere dangling && ln -s "$(printf 't%.0s' $(seq 150))" far && ln -s é over
	: >nothing && echo s >setuid && chmod 4711 setuid && echo g >setgid && chmod 2644 setgid && echo p >private && chmod 600 private
	echo b >'with blank/b' && echo u >é/ü && echo n >'new
line' && echo l >"$long/l" && echo l >"$long/e$long/f$long/$long" && echo n >"$(printf 'n%.0s' $(seq 200))"
	touch -d '2001-02-03 04:05:06.7' a package
	head -c 3000000 /dev/urandom >random
	perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0) && bind(S, sockaddr_un("sock")) or die' || :
)
built 'another app' image || finish
echo "# $seconds s"
is "$(way)" app-layer 'by its layer'
is "$(in_image)" 2 'it runs'
is "$(layers | sed '$d')" "$(layers "$first" | sed '$d')" 'on the layers that were there'
key=$(cat "$project/.scibids/key") layered=$(id_of "$image")
facts "$image" >"$work/facts" && files "$image" >"$work/files"
is "$(grep -c . "$work/files" | awk '{ print ($1 > 40) }')" 1 'its files are listed'

# The same by the builder
docker image rm -f "$image:$key" "$image:latest" >/dev/null
docker tag "$first" "$image:latest"
mv "$project/.scibids/environment" "$work/kept"
built 'the same by the builder' image || finish
is "$(way) $(cat "$project/.scibids/key")" "builder $key" 'of the same key'
facts "$image" >"$work/facts.builder" && files "$image" >"$work/files.builder"
is "$(cat "$work/facts")" "$(cat "$work/facts.builder")" 'has the same configuration and the same layers'
is "$(diff "$work/files.builder" "$work/files")" '' 'and the same files, owners, modes and times'
configuration=$(config)

# And again by its layer, from what was kept and from what is kept now
for kept in "$work/kept" "$work/new"; do
	docker tag "$image" "$image-other"
	docker image rm -f "$image:$key" >/dev/null
	[ "$kept" != "$work/kept" ] || {
		docker tag "$first" "$image:latest"
		mv "$project/.scibids/environment" "$work/new"
	}
	rm -rf "$project/.scibids/environment" && cp -R "$kept" "$project/.scibids/environment"
	built 'and by its layer again' image || finish
	is "$(way)" app-layer 'which it says'
	is "$(id_of "$image")" "$layered" 'is the same image as the first time'
done
is "$(config)" "$configuration" "its configuration is the builder's, byte by byte"

run image-verify
is "$status" 0 'image-verify builds it again'
like "$out" "^  verdict +the same layers and configuration; the app's layer was added without the builder$" 'and knows which way was taken'

# It is an image like any other
docker save "$image:$key" >"$work/saved.tar"
ok $? 'it can be saved'
is "$(tar tf "$work/saved.tar" | grep -c '^blobs/sha256/.')" "$(($(layers | wc -l) + 2))" 'with all layers'
printf 'FROM %s:%s\nCOPY Makefile /x\n' "$image" "$key" | docker buildx build -q -t "$image-on-top" -f - "$project" >/dev/null 2>"$work/log"
ok $? 'the builder can build on it' || sed 's/^/# /' "$work/log"
docker image rm -f "$first" "$image-other" "$image-on-top" >/dev/null 2>&1
for old in $(images | grep "^$image:" | cut -d' ' -f1 | grep -v -e ":$key\$" -e ':latest$'); do docker image rm -f "$old" >/dev/null; done
is "$(in_image)" 2 'it runs without the image that it was made from'

# A chain
for line in 3 4 5; do
	echo "print($line)" >"$project/main.py"
	run image
	is "$status $(way) $(in_image)" "0 app-layer $line" "another line: $line"
done
at_most 5 'in a moment'
is "$(layers | wc -l)" "$count" 'layers do not pile up'
rm -rf "$project/é" "$project/a"
run image
is "$status $(way)" '0 app-layer' 'files are taken away'
is "$(docker run --rm "$image" python3 -c 'import os; print(sorted(set(os.listdir("/app")) & {"é", "a", "hard"}))')" "['hard']" 'and are gone'

# Kills, of make and all that it started
for moment in 0.05 0.15 0.2 0.25 0.3 0.4; do
	echo "print($moment)" >"$project/main.py"
	(cd "$project" && exec setsid make -s -I "$work/include" image) >/dev/null 2>&1 </dev/null &
	maker=$!
	sleep "$moment"
	kill -s KILL -- "-$maker" 2>/dev/null
	wait "$maker" 2>/dev/null
	like "$(in_image)" '^[0-9.]+$' "killed after $moment s: latest is an image that works"
	run image
	is "$status $(in_image)" "0 $moment" 'and the next run makes the one at hand'
	echo "# by the $(way): $(why)"
done

# What a store does not take
echo 'print(6)' >"$project/main.py"
missing=sha256:$(printf '%064d' 6)
sed -i "0,/\"digest\": \"sha256:[0-9a-f]*\"/!{0,/\"digest\": \"sha256:[0-9a-f]*\"/s//\"digest\": \"$missing\"/}" "$project/.scibids/environment/manifest.json"
diff=$(sed 's/.*"diff_ids":\["\(sha256:[0-9a-f]*\)".*/\1/' "$project/.scibids/environment/config.json")
sed -i "s/$diff/$missing/" "$project/.scibids/environment/config.json"
new=$(sha256sum <"$project/.scibids/environment/config.json" | cut -d' ' -f1)
sed -i "0,/\"digest\": \"sha256:[0-9a-f]*\"/s//\"digest\": \"sha256:$new\"/" "$project/.scibids/environment/manifest.json"
sed -i "s/^digest: .*/digest: sha256:$(sha256sum <"$project/.scibids/environment/manifest.json" | cut -d' ' -f1)/" "$project/.scibids/environment/facts"
built 'layers that the store has not' image || finish
is "$(way) $(in_image)" 'builder 6' 'are made by the builder'
like "$(why)" '^Error .*not found$' 'for the engine does not find them'
finish
