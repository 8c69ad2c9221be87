#!/bin/sh
# Wheels that are not what they should be: refused in a line that names the package and the file, or put right.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

command -v python3 >/dev/null || { echo '1..0 # skip no python3 to make wheels with'; exit 0; }
wheel() { # KIND...: the project's wheel, which its requirements name
	rm -f "$project"/*.whl "$project/scibids.lock"
	python3 "$SCIBIDS/tests/e2e/bad_wheel.py" "$@" "$project"
	(cd "$project" && printf './%s\n' *.whl) >"$project/requirements.txt"
}
refused() { # TEXT REGEX: make image ends with a line like REGEX, and no tag
	run image
	is "$status" 2 "$1: make fails" || printf '%s\n' "$err" | remark
	like "$said" "$2" "$1: and says why"
	is "$(images | grep "^$image:")" '' "$1: no tag"
}
in_project() { docker run --rm --network=none "$image" python3 -c "$1"; }

project wheels
echo 'import badwheel; print(badwheel.x)' >"$project/main.py"

# RECORD
wheel wrong_hash
refused 'another hash' '^ *scibids: badwheel: badwheel/__init__\.py differs from its RECORD in hash$'
wheel wrong_size
refused 'another size' '^ *scibids: badwheel: badwheel/__init__\.py differs from its RECORD in size$'

# What belongs to the interpreter
wheel script_python3
refused 'a console script named python3' '^ *Caused by: .*reserved name .python3|reserved name .python3'
wheel data_over_interpreter
refused 'a module of the standard library' '^ *scibids: badwheel: usr/local/lib/python3\.[0-9]+/os\.py would replace the interpreter'\''s own file$'

# What is no distribution
wheel no_metadata
refused 'a dist-info without metadata' '^scibids-lock: requirements\.txt: .*badwheel.*/METADATA.: No such file|No .dist-info directory found'
wheel no_name
refused 'metadata without a name' '^scibids-lock: requirements\.txt: .*badwheel.*metadata at .*/METADATA. is invalid|Metadata field Name not found'
wheel other_info
refused 'two in one wheel' 'Multiple .dist-info directories found'
wheel control_character
refused 'a name that cannot be printed' 'unacceptable filename'

# Two distributions with one file: in one layer, and in two
wheel good
python3 "$SCIBIDS/tests/e2e/bad_wheel.py" twin "$project"
(cd "$project" && printf './%s\n' *.whl) >"$project/requirements.txt"
refused 'two that own a file' '^ *scibids: (proof: )?badtwin and badwheel: each has its own badwheel/data\.txt, and only one can be installed: require one of them$'

# What wheels must not have and installers leave out or put right
wheel good missing_file extra_file extra_module absolute_path parent_path parent_record symlink case setuid writable
built 'the rest is put right' image || finish
is "$(in_project 'import badwheel, badwheel.extra, elsewhere; print(badwheel.x)')" 1 'it runs'
is "$(in_project '
import base64, csv, hashlib, os, sysconfig
site = sysconfig.get_path("purelib")
listed = set()
for name, digest, size in csv.reader(open(f"{site}/badwheel-1.dist-info/RECORD")):
	path = os.path.normpath(f"{site}/{name}")
	listed.add(path)
	if not os.path.isfile(path): print("gone", name)
	elif digest:
		data = open(path, "rb").read()
		if digest != "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode(): print("hash", name)
		if size != str(len(data)): print("size", name)
	elif not name.endswith("/RECORD"): print("no hash", name)
for parent, _, names in os.walk(site):
	for name in names:
		if not name.startswith("_scibids") and os.path.join(parent, name) not in listed: print("not listed", parent, name)
')" '' 'RECORD is true: every listed file is there with its hash, every file is listed but what starts Python'
is "$(in_project '
import os, stat, sysconfig
site = sysconfig.get_path("purelib") + "/badwheel"
print(open(site + "/Data.txt").read(), open(site + "/data.txt").read(), os.path.islink(site + "/link"), open(site + "/link").read())
print(oct(os.stat(site + "/tool").st_mode & 0o7022), os.path.exists("/etc/badwheel.conf"))')" \
	"A B False /etc/passwd${newline}0o0 False" 'names that differ in case are two files, a link is its text, no mode is special, nothing lies outside'

# Many files
wheel many_files
built '30,000 files' image
echo "# $seconds s"
is "$(in_project '
import os, sysconfig
print(sum(name[0] == "f" and name.endswith(".txt") for _, _, names in os.walk(sysconfig.get_path("purelib") + "/badwheel") for name in names))')" 30000 'all are there'
finish
