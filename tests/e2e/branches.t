#!/bin/sh
# A project that moves to the next Alpine and to another Python, with a kit of each: what it is told when its lock must not change, what
# moves, and that all of lock, toolbox, needs, root file system, bills of materials, audit and verify stand on the newer branch as well.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
[ -n "$kit" ] || { echo '1..0 # skip no kit: a network has one branch at a time'; exit 0; }
needs_apks zlib-dev
own=$(tools/test-kit/make-kit --path) || own=
branch_of() { (cd "$1/apk" && echo v*) | sed 's/^v//'; } # KIT
before=$(branch_of "$kit") next=''
for other in "$shared/kit-3.23" "$own"; do
	[ -n "$(find "$other/apk" -name 'zlib-dev-[0-9]*.apk' 2>/dev/null)" ] || continue
	after=$(branch_of "$other")
	[ "$after" = "$before" ] || { next=$other && break; }
done
[ -n "$next" ] || { echo '1..0 # skip no second kit with zlib-dev: this machine has one branch of Alpine'; exit 0; }
GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM
commit() { git -C "$project" add scibids.lock && git -C "$project" -c user.name=t -c user.email=t@localhost commit -q -m lock; }

# A module that asks for a library of Alpine's, built from the project's own files
project branches
git -C "$project" init -q
mkdir "$project/probe" "$project/records" "$work/advisories"
cat >"$project/probe/pyproject.toml" <<'END2'
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "probe"
version = "1"
END2
printf '%s\n' 'from setuptools import Extension, setup' 'setup(ext_modules=[Extension("probe", ["probe.c"], libraries=["z"])])' >"$project/probe/setup.py"
cat >"$project/probe/probe.c" <<'END2'
#include <Python.h>
#include <zlib.h>
static PyObject *version(PyObject *self, PyObject *args) { return PyUnicode_FromString(zlibVersion()); }
static PyMethodDef methods[] = {{"version", version, METH_NOARGS, 0}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "probe", 0, -1, methods};
PyMODINIT_FUNC PyInit_probe(void) { return PyModule_Create(&module); }
END2
echo 'build: [zlib-dev]' >"$project/records/probe.yaml"
printf './probe\nmarkupsafe\n' >"$project/requirements.txt"
echo 'import markupsafe, platform, probe; print(platform.python_version(), probe.version())' >"$project/main.py"
makefile <<'END2'
SCIBIDS_CMD = python3 main.py
SCIBIDS_RECORDS = records
SCIBIDS_APP = app
END2
mkdir "$project/app" && mv "$project/main.py" "$project/app/"
cat >"$work/advisories/probe.yaml" <<'END2'
id: PYSEC-0000-1
modified: 2026-01-01T00:00:00Z
details: Of every version.
affected:
- package: {ecosystem: PyPI, name: markupsafe}
  ranges:
  - type: ECOSYSTEM
    events: [{introduced: "0"}]
END2
printf '{"distroversion": "v%s", "reponame": "main", "packages": [{"pkg": {"name": "zlib", "secfixes": {"999-r0": ["CVE-2099-1"]}}}]}\n' "$after" \
	>"$work/advisories/secdb.json"
echo 2026-01-01T00:00:00Z >"$work/advisories/fetched"
version() { # APK of the image
	awk -v name="  $1:" '/^runtime:/ { on = 1 } on && $0 == name { getline; print $2; exit }' "$project/scibids.lock" | tr -d '"'
}
notes() { # what $out says of a branch that gets no fixes any more, and what it should: COUNT COUNT
	printf '%s ' "$(printf '%s\n' "$out" | grep -cE "^  NOTE +Alpine $1 has had no fixes since [0-9-]+: set SCIBIDS_ALPINE\$")"
	awk -F '\t' -v branch="$1" -v today="$(date -u +%Y-%m-%d)" '$1 == "alpine" && $2 == branch && $3 < today { over = 1 } END { print over + 0 }' dockerfiles/branches.tsv
}
stands_on() { # BRANCH
	noted=$(notes "$1")
	is "${noted% *}" "${noted#* }" "$1: a branch past its end is noted, and no other"
	like "$(sed -n 's/^base-image: //p' "$project/scibids.lock")" "-alpine$1\$" "$1: the lock is of that base image"
	like "$(version zlib)" '^[0-9.]+-r[0-9]+$' "$1: what the compiled module needs is found"
	is "$(in_image | cut -d' ' -f2)" "$(version zlib | sed 's/-r.*//')" "$1: and it is what the image has"
	like "$(in_image python3 -c 'print(*open("/etc/alpine-release"))')" "^$1\." "$1: the image says so"
}
# must_not TEXT REASON ARGUMENT...: a lock that must not change is refused with that reason, and stays
must_not() {
	cp "$project/scibids.lock" "$work/kept.lock"
	text=$1 reason=$2
	shift 2
	run image SCIBIDS_LOCKED=1 "$@"
	is "$status" 2 "$text, and a lock that must not change: make fails"
	like "$said" "^scibids: scibids\.lock is stale: $reason \(SCIBIDS_LOCKED=1\): run make lock and commit the lock\$" 'in a line that says what moved'
	same "$project/scibids.lock" "$work/kept.lock" 'the lock is as it was'
}

built "$before: an image" image || finish
stands_on "$before"
old=$(version zlib)
commit

# Another Alpine
SCIBIDS_KIT=$next
must_not "from $before to $after" "changed since: base image python:3\.13-alpine$before, which is python:3\.13-alpine$after now"
built "$after: an image" image || finish
like "$out" '^  LOCK +scibids\.lock$' 'the lock is made anew, and make says so'
stands_on "$after"
run scibids-diff
like "$out" "^- base image python:3\.13-alpine$before -> python:3\.13-alpine$after\$" 'the difference in words: the base image'
like "$out" "^- zlib $old -> $(version zlib)" 'and each apk'
unlike "$out" '^- (markupsafe|probe) ' 'but no Python package'
built "$after: a bill of materials" scibids-sbom
like "$out" '^ +0  nobody$' 'each file has an owner'
like "$(cat "$project/$image.spdx.json")" "pkg:apk/alpine/zlib@$(version zlib)" 'the apks of that branch are in it'
run -s scibids-audit SCIBIDS_ADVISORIES="$work/advisories" SCIBIDS_AUDIT_AGE=99999
is "$status" 2 "$after: the audit has findings"
like "$out" 'CVE-2099-1' 'one of an apk, by the fixes of that branch'
like "$out" 'PYSEC-0000-1' 'one of a package'
built "$after: built again without the cache" image-verify
like "$out" '^  verdict   the same image$' 'it is the same'
commit

# Another Python, which only the kit that was made here may have
must_not 'from 3.13 to 3.11' "changed since: base image python:3\.13-alpine$after, which is python:3\.11-alpine$after now" SCIBIDS_PYTHON=3.11
if [ -z "$(find "${own:-/nowhere}/images" -name "python-3.11-alpine$after*" 2>/dev/null)" ]; then
	run lock SCIBIDS_PYTHON=3.11
	is "$status" 2 'a Python that the kit lacks: make fails'
	like "$said" "^scibids: $next/images has no archive of python:3\.11-alpine$after: add one, or set SCIBIDS_BASE\$" 'and names the image'
	same "$project/scibids.lock" "$work/kept.lock" 'the lock is as it was'
	skip 'an image with another Python' 'no kit has one'
	finish
fi
mkdir -p "$work/kit/images"
ln -s "$next/apk" "$work/kit/apk"
ln -s "$own/images/python-3.11-alpine$after"* "$work/kit/images/"
SCIBIDS_KIT=$work/kit
built '3.11: an image' image SCIBIDS_PYTHON=3.11 || finish
stands_on "$after"
like "$(in_image)" '^3\.11\.' 'another Python runs it'
like "$(pin markupsafe artifact:)" '-cp311-cp311-musllinux' 'the lock has a wheel for it'
run scibids-diff SCIBIDS_PYTHON=3.11
like "$out" '^- Python 3\.13\.[0-9]+ -> 3\.11\.[0-9]+$' 'the difference in words: Python'
like "$out" '^- markupsafe ' 'and the wheel'
finish
