#!/bin/sh
# Every file of an image is accounted for: the bills of materials in it are valid, and say what is there.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

# A wheel with libraries and their origin (numpy), with crates and OpenSSL (cryptography), with packages inside (setuptools),
# and a source build.
project one
printf '%s\n' numpy cryptography setuptools six 'MarkupSafe' '--no-binary MarkupSafe' >"$project/requirements.txt"
echo 'print("here")' >"$project/main.py"
makefile <<'END'
SCIBIDS_CMD = python3 main.py
END
built 'an image' image || finish
like "$(cat "$project/.scibids/image.log")" 'sbom: [0-9]+ apks, 7 distributions, [0-9]+ parts of them, 0 files unclaimed' 'the build says what it counted'
built 'scibids-sbom finds nothing' scibids-sbom
like "$out" '^ +0  nobody$' 'no file is claimed by nobody'
like "$out" '^ +[0-9]+  interpreter cpython 3' 'the interpreter claims its files'
like "$out" '^ +[0-9]+  python numpy ' 'so does a wheel'
unlike "$out" ': ' 'there are no findings'
key=$(cat "$project/.scibids/key")
built 'the documents beside the lock make no other image' image
is "$(cat "$project/.scibids/key") $err" "$key " 'nothing is built'
in_image python3 -c 'import sys; sys.stdout.write(open("/usr/share/sbom/image.spdx.json").read())' >"$work/inside"
is "$(cksum <"$work/inside")" "$(cksum <"$project/$image.spdx.json")" 'what lies beside the lock is what the image has'

# What they say
cat >"$work/look.py" <<'END'
import json, sys
cdx = json.load(open(sys.argv[1] + ".cdx.json"))
spdx = json.load(open(sys.argv[1] + ".spdx.json"))
lock = open("scibids.lock").read()
def walk(components):
    for c in components:
        yield c
        yield from walk(c.get("components", []))
every = list(walk(cdx["components"]))
top = {c["name"]: c for c in cdx["components"]}
number = 0
def ok(good, text):
    global number
    number += 1
    print("ok" if good else "not ok", text)
properties = lambda c: {p["name"]: p["value"] for p in c.get("properties", [])}
ok(cdx["metadata"]["timestamp"] == spdx["creationInfo"]["created"] and cdx["metadata"]["timestamp"] in lock, "both are of the lock's moment")
musl = top["musl"]
ok(musl["purl"].startswith("pkg:apk/alpine/musl@") and "distro=alpine-3" in musl["purl"] and musl["licenses"][0]["expression"] == "MIT", "an apk has purl and licence")
ok("upstream=openssl" in top["libcrypto3"]["purl"] and properties(top["libcrypto3"])["scibids:origin"] == "openssl", "an apk has its origin")
ok(top["python"]["cpe"].startswith("cpe:2.3:a:python:python:3.") and top["python"]["purl"].startswith("pkg:generic/python@3."), "the interpreter has purl and CPE")
numpy = top["numpy"]
reference = [r for r in numpy["externalReferences"] if r["type"] == "distribution"][0]
ok(reference["url"].endswith(".whl") and reference["hashes"][0]["content"] in lock, "a wheel has its file and hash")
sdist = [r for r in top["MarkupSafe"]["externalReferences"] if r["type"] == "source-distribution"][0]
ok(sdist["url"].endswith(".tar.gz") and sdist["hashes"][0]["content"] in lock, "a source build has its sdist and hash")
libraries = {c["name"]: c for c in numpy["components"]}
gcc = libraries["libgcc"]
ok(gcc["purl"].startswith("pkg:apk/alpine/libgcc@") and len(gcc["hashes"][0]["content"]) == 64 and "libgcc_s" in gcc["evidence"]["occurrences"][0]["location"],
   "a bundled library has the wheel's own word of where it came from, its file and hash")
ok("auditwheel" in properties(gcc)["scibids:source"], "and who says so")
inside = [c for c in walk(top["cryptography"]["components"])]
ok(any(c.get("purl", "").startswith("pkg:cargo/") for c in inside) and any(c["name"] == "openssl" for c in inside), "a wheel's crates and OpenSSL are there")
ok(any(r["type"] == "bom" for r in top["cryptography"]["externalReferences"]), "and the documents that say so")
ok(any(c["name"] == "packaging" for c in top["setuptools"]["components"]), "the copies in setuptools are there")
edges = {d["ref"]: d.get("dependsOn", []) for d in cdx["dependencies"]}
ok(top["cffi"]["bom-ref"] in edges[top["cryptography"]["bom-ref"]] and musl["bom-ref"] in edges[top["zlib"]["bom-ref"]], "who needs whom")
ok(set(edges) >= {c["bom-ref"] for c in every if c["type"] != "file"} and {r for d in edges.values() for r in d} <= set(edges), "no edge leads to nothing")
ids = {p["SPDXID"] for p in spdx["packages"]} | {f["SPDXID"] for f in spdx["files"]} | {"SPDXRef-DOCUMENT"}
ok(len(ids) == 1 + len(spdx["packages"]) + len(spdx["files"]), "each thing has a name of its own")
ok(all(r[k] in ids for r in spdx["relationships"] for k in ("spdxElementId", "relatedSpdxElement")), "no relationship leads to nothing")
ok({r["relatedSpdxElement"] for r in spdx["relationships"] if r["relationshipType"] == "DESCRIBES"} == {"SPDXRef-container-" + sys.argv[1].rpartition("/")[2]}, "the document describes the image")
roots = {c["name"] for c in top["root-files"]["components"]}
ok({"etc/os-release", "etc/passwd", "lib/apk/db/installed"} <= roots, "files of the root are listed by themselves")
END
(cd "$project" && python3 "$work/look.py" "$image") >"$work/looked" 2>&1
while read -r line; do
	case $line in 'not ok '*) ok 1 "${line#not ok }" ;; 'ok '*) ok 0 "${line#ok }" ;; *) ok 1 "$line" ;; esac
done <"$work/looked"

# Validity: by the libraries of both projects, and by the schema of SPDX where a Go module that ships it can be had.
base=$(sed -n 's/^base-image: //p' "$project/scibids.lock")
scanner=github.com/anchore/syft@v1.57.0
schema=
if command -v go >/dev/null; then
	modules=$(cd "$work" && GOFLAGS=-mod=mod go mod download -json "$scanner" 2>/dev/null | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
	[ ! -r "$modules/schema/spdx-json/spdx-schema-2.3.json" ] || schema=spdx-schema-2.3.json
fi
mkdir "$work/valid"
cp "$project/$image.spdx.json" "$project/$image.cdx.json" "$work/valid/"
sed 's/"relationshipType": "CONTAINS"/"relationshipType": "HOLDS"/' "$project/$image.spdx.json" >"$work/valid/bad.spdx.json"
sed 's/"type": "library"/"type": "book"/' "$project/$image.cdx.json" >"$work/valid/bad.cdx.json"
[ -z "$schema" ] || cp "$modules/schema/spdx-json/$schema" "$work/valid/"
in_base "$work/valid" sh -c 'pip install --quiet --root-user-action=ignore --disable-pip-version-check "cyclonedx-python-lib[json-validation]" spdx-tools jsonschema &&
	python3 - "$@"' sh "$image" "$schema" >"$work/validated" 2>&1 <<'END'
import json, sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
import jsonschema
image, schema = sys.argv[1:]
def cyclonedx(name):
    return JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(name + ".cdx.json").read())
def by_schema(name):
    errors = jsonschema.Draft7Validator(json.load(open(schema))).iter_errors(json.load(open(name + ".spdx.json")))
    return [error.message for error in errors]
def by_tools(name):
    try:
        return [m.validation_message for m in validate_full_spdx_document(parse_file(name + ".spdx.json"))]
    except Exception as error:
        return [str(error)]
print("cyclonedx", cyclonedx(image) or "valid")
print("cyclonedx", "told" if cyclonedx("bad") else "blind")
print("spdx-tools", by_tools(image) or "valid")
print("spdx-tools", "told" if by_tools("bad") else "blind")
if schema:
    print("spdx-schema", by_schema(image) or "valid")
    print("spdx-schema", "told" if by_schema("bad") else "blind")
END
for validator in cyclonedx spdx-tools ${schema:+spdx-schema}; do
	is "$(grep "^$validator " "$work/validated")" "$validator valid$newline$validator told" "$validator: ours is valid, a spoiled one is not" ||
		tail -n 5 "$work/validated" | sed 's/^/# /'
done
[ -n "$schema" ] || skip 'the schema of SPDX 2.3' 'no Go module that ships it'

# Attached to the image, where the store can hold that
plain=$(layers)
run image SCIBIDS_ATTEST=1
if [ "$status" = 0 ]; then
	docker save "$image:$(cat "$project/.scibids/key")" -o "$work/attested.tar"
	is "$(python3 - "$work/attested.tar" <<'END'
import json, sys, tarfile
tar = tarfile.open(sys.argv[1])
def blob(descriptor): return json.load(tar.extractfile("blobs/sha256/" + descriptor["digest"].partition(":")[2]))
index = blob(json.load(tar.extractfile("index.json"))["manifests"][0])
image, attestation = index["manifests"]
statement = blob(blob(attestation)["layers"][0])
print(attestation["annotations"]["vnd.docker.reference.type"], statement["predicateType"], statement["predicate"]["spdxVersion"],
      "sha256:" + statement["subject"][0]["digest"]["sha256"] == image["digest"])
END
	)" 'attestation-manifest https://spdx.dev/Document SPDX-2.3 True' 'the bill of materials is attached to the image'
	is "$(layers "$image:$(cat "$project/.scibids/key")")" "$plain" 'which is the same'
elif docker info --format '{{.DriverStatus}}' | grep -q containerd; then ok 1 'the bill of materials is attached to the image'
else skip 'the bill of materials is attached to the image' "this docker has no containerd image store"; fi

# What nobody claims, and a document that cannot be written
mkdir "$project/fragments"
echo 'RUN mkdir -p /layer/usr/bin && echo tool >/layer/usr/bin/tool && ln /layer/usr/bin/tool /layer/usr/bin/tool-2' >"$project/fragments/rootfs.dockerfile"
built 'an image with files of nobody' image SCIBIDS_FRAGMENTS=fragments
like "$(cat "$project/.scibids/image.log")" 'scibids: sbom: usr/bin/tool: no package claims it' 'the build says so'
run scibids-sbom SCIBIDS_FRAGMENTS=fragments
is "$status" 2 'scibids-sbom fails'
like "$out" '^ +2  nobody$' 'it counts them'
like "$out" '^usr/bin/tool: no package claims it$' 'it names them'
echo 'RUN exit 1' >"$project/fragments/sbom.dockerfile"
run image SCIBIDS_FRAGMENTS=fragments
is "$status" 2 'without a bill of materials there is no image'
ok "$(docker image inspect "$image:$(cat "$project/.scibids/key")" >/dev/null 2>&1 && echo 1 || echo 0)" 'it has no tag'
finish
