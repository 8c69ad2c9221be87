#!/bin/sh
# image-verify on real images: one that was built from its lock passes, one that was tampered with does not.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

project verify
echo 'print("same")' >"$project/main.py"
printf 'six\nidna\n--no-binary six\n' >"$project/requirements.txt"
makefile <<'END'
SCIBIDS_CMD = python3 main.py
END
built 'an image' image || finish
key=$(cat "$project/.scibids/key")
good=$(id_of "$image:$key") before=$(images)

built 'image-verify of an image that nobody touched' image-verify
echo "# $seconds s"
like "$out" "^  rebuilt   $good\$" 'the image that it builds has the same id'
like "$out" '^  verdict   the same image$' 'which it says'
like "$err" '^  BUILD +build-six' 'nothing came from the cache: the source was built again'
is "$(images)" "$before" 'no tag has come or gone'

# A line of the app, whose layer the engine may have got without the builder
echo 'print("other")' >"$project/main.py"
built 'an image with another app' image
built 'is the one that its lock and its app make' image-verify
like "$out" '^  verdict   the same (image|layers and configuration; the app.s layer was added without the builder)$' 'as far as it can be'
echo "# $(tail -n 1 "$project/.scibids/way" | cut -f2): $(printf '%s\n' "$out" | sed -n 's/^  verdict *//p')"
echo 'print("same")' >"$project/main.py"
built 'the first again' image
before=$(images)

# A layer on top
echo 'print("evil")' >"$project/evil.py"
printf 'FROM %s\nCOPY evil.py /usr/local/lib/python3.13/site-packages/\n' "$image:latest" >"$work/Dockerfile"
docker build -q -t "$image:$key" -f "$work/Dockerfile" "$project" >/dev/null
rm "$project/evil.py"
tampered=$(id_of "$image:$key")
run image-verify
is "$status" 2 'a layer on top is found out'
like "$out" '^  verdict   differs: layer [0-9]+ \([^)]*\): usr/local/lib/python3.13/site-packages/evil.py: only in the store$' 'with the file in it'
like "$out" '^  [0-9]+ .* only in the store$' 'and the layer'
unlike "$out" '^  [0-9]+ .* differs$' 'the others are the same'
is "$(id_of "$image:$key") $(id_of "$image:latest")" "$tampered $good" 'and the tags are where they were'

# A file of a package, changed where it lies, with all digests as they must be then
command -v python3 >/dev/null || { skip 'a changed file' 'no python3'; finish; }
docker image rm "$image:$key" >/dev/null
built 'the image, in a compression that Python reads' image SCIBIDS_COMPRESSION=gzip
docker save "$image:$key" >"$work/good.tar"
PYTHONPATH="$SCIBIDS/tests/cases/diff" PYTHONDONTWRITEBYTECODE=1 python3 - "$work/good.tar" "$work/bad.tar" "$image:$key" <<'END'
import sys
from images import *

with tarfile.open(sys.argv[1]) as tar:
    manifest = json.load(tar.extractfile("manifest.json"))[0]
    document = json.load(tar.extractfile(manifest["Config"]))
    layers = [tar.extractfile(name).read() for name in manifest["Layers"]]
layers = [gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for data in layers]
for i, data in enumerate(layers):
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        if not any(member.name.endswith("/idna/core.py") for member in tar):
            continue
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as new:
            for member in tar:
                content = tar.extractfile(member).read() if member.isfile() else None
                if member.name.endswith("/idna/core.py"):
                    content += b"# evil\n"
                    member.size = len(content)
                new.addfile(member, io.BytesIO(content) if content is not None else None)
        layers[i] = out.getvalue()
document["rootfs"]["diff_ids"] = ["sha256:" + sha256(data) for data in layers]
docker(sys.argv[2], layers, level=6, document=document, names=[sys.argv[3]])
END
docker load -q -i "$work/bad.tar" >/dev/null
run image-verify SCIBIDS_COMPRESSION=gzip
is "$status" 2 'a file that was changed where it lies is found out'
like "$out" '^  verdict   differs: layer [0-9]+ \(wheels?-(small|idna)\): usr/local/lib/python3\.13/site-packages/idna/core\.py: size [0-9]+ -> [0-9]+, content ' \
	'with the layer, the file and what of it'
like "$out" '^layer [0-9]+ \(wheels?-(small|idna)\): 1 difference$' 'nothing else differs in it'
finish
