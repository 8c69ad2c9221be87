#!/bin/sh
# A project whose names are not ASCII, with docker's own builder and with one that cannot see the engine's store: a buildkitd of our own.
# shellcheck source=tests/engines/builder.sh
. tests/engines/builder.sh
start_builder other
image=$id-names project=$work/größe/$id-names
mkdir -p "$project/prüfung" "$project/bücherei/src/acme_buch"
makefile <<'END'
SCIBIDS_APP = prüfung
SCIBIDS_CMD = python3 größe.py
END
echo ./bücherei >"$project/requirements.txt"
printf '[build-system]\nrequires = ["setuptools>=64"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "acme-buch"\nversion = "1"\n' \
	>"$project/bücherei/pyproject.toml"
echo 'word = "über"' >"$project/bücherei/src/acme_buch/__init__.py"
echo été >"$project/prüfung/données 2024.txt"
echo 'import acme_buch; print(acme_buch.word, open("données 2024.txt").read().strip())' >"$project/prüfung/größe.py"
answer() { docker run --rm --network=none "$image"; }

built "docker's own builder" image
is "$(answer)" 'über été' 'finds every name'
own=$(docker image inspect --format '{{.Id}}' "$image") key=$(cat "$project/.scibids/key")
docker image rm -f "$image:latest" "$image:$key" >/dev/null
built 'another builder' image SCIBIDS_BUILDER=other
is "$(answer)" 'über été' 'finds them as well'
is "$(cat "$project/.scibids/key")" "$key" 'by the same key'
is "$(docker image inspect --format '{{.Id}}' "$image")" "$own" 'the image is the same'
echo 'word = "sûr"' >"$project/bücherei/src/acme_buch/__init__.py"
built 'a line of the package, there' image SCIBIDS_BUILDER=other
is "$(answer)" 'sûr été' 'is in the image'
echo hiver >"$project/prüfung/données 2024.txt"
built 'a line of the app, there' image SCIBIDS_BUILDER=other
is "$(answer)" 'sûr hiver' 'is in the image'
name=$(printf 'f\344cher.txt')
echo x >"$project/prüfung/$name"
for builder in '' other; do
	run image "SCIBIDS_BUILDER=$builder"
	is "$status" 2 "a name that is no UTF-8${builder:+, $builder}"
	like "$said" 'f.*cher\.txt' 'is said'
	unlike "$said" 'gRPC|rpc error' 'before the builder sees it'
done
printf '*cher.txt\n' >"$project/prüfung/.dockerignore"
built 'left out by .dockerignore' image SCIBIDS_BUILDER=other
is "$(answer)" 'sûr hiver' 'it is no matter'
finish
