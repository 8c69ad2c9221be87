#!/bin/sh
# All that a requirements file, a pyproject.toml and a pylock.toml may ask for, from the real index.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

# A wheel of one module whose `name` says which it is
wheel() { # DIRECTORY NAME VERSION
	mkdir -p "$1"
	in_base "$1" python3 - "$2" "$3" <<'END'
import sys, zipfile
name, version = sys.argv[1:]
info = f"{name}-{version}.dist-info"
files = {f"{name}.py": f"name = {name!r}\n", f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
         f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
with zipfile.ZipFile(f"{name}-{version}-py3-none-any.whl", "w") as wheel:
    for path, text in files.items():
        wheel.writestr(path, text)
    wheel.writestr(f"{info}/RECORD", "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"]))
END
}
imports() { # TEXT MODULE...
	text=$1
	shift
	for module; do printf 'import %s\n' "$module"; done >"$work/imports"
	is "$(docker run --rm -i "$image" python3 - <"$work/imports" 2>&1)" '' "$text"
}

# The first project finds out what the base image is.
project first
echo six >"$project/requirements.txt"
built 'a plain requirement' lock || finish
base=$(sed -n 's/^base-image: //p' "$project/scibids.lock")
index=$(in_base "$work" python3 -c 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)')
url=$(in_base "$work" python3 - "$index" <<'END'
import json, sys, urllib.request
request = urllib.request.Request(sys.argv[1] + "/iniconfig/", headers={"Accept": "application/vnd.pypi.simple.v1+json"})
files = json.load(urllib.request.urlopen(request))["files"]
print(next(file["url"] for file in files if file["filename"] == "iniconfig-2.0.0-py3-none-any.whl"))
END
)
like "$url" '^https://.*\.whl$' 'the index has a wheel to point at'

# One file with everything
project all
mkdir -p "$project/more" "$project/local/src/localpkg" "$project/app"
wheel "$project/wheels" inhouse 1.2
wheel "$project/links" nowhereelse 3.4
wheel "$project/links" nowhereelse 3.3
printf '[project]\nname = "Local.Pkg"\nversion = "0.5"\ndependencies = ["toolz"]\n[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n' >"$project/local/pyproject.toml"
echo 'name = "localpkg"' >"$project/local/src/localpkg/__init__.py"
cat >"$project/requirements.txt" <<END
# Everything, with a comment
--extra-index-url \${SCIBIDS_TEST_INDEX}
--find-links ./links
--no-binary MarkupSafe
-r more/base.txt
-c constraints.txt
requests[socks] >= 2.31, \\
	!= 2.32.0   # an extra, a continuation, a comment
tomli ; python_version < "3.5"
colorama; sys_platform == "linux" and implementation_name == "cpython"
MarkupSafe
-e ./local
./wheels/inhouse-1.2-py3-none-any.whl
nowhereelse
iniconfig @ $url
END
printf 'idna\nsix\n' >"$project/more/base.txt"
printf 'idna < 3.8\nnot-required == 1\n' >"$project/constraints.txt"
makefile <<'END'
SCIBIDS_APP = app
SCIBIDS_CMD = python3 -c 'print("started")'
END
SCIBIDS_TEST_INDEX=$index/
export SCIBIDS_TEST_INDEX
built 'a file with everything' image || finish
echo "# $seconds s"
imports 'all of it imports' requests socks colorama markupsafe localpkg toolz inhouse nowhereelse iniconfig idna six
is "$(in_image python3 -c 'import nowhereelse, localpkg, inhouse; print(nowhereelse.name, localpkg.name, inhouse.name)')" \
	'nowhereelse localpkg inhouse' 'and is the right one'
is "$(in_image python3 -c 'from importlib.metadata import version as v; print(v("nowhereelse"), v("Local.Pkg"), v("inhouse"), v("iniconfig"))')" \
	'3.4 0.5 1.2 2.0.0' 'in the right version'
is "$(pin tomli)$(pin not-required)" '' 'a marker that does not hold, and a constraint, install nothing'
like "$(pin idna)" '^3\.7' 'a constraint constrains'
is "$(pin markupsafe source) $(pin markupsafe reason)" 'sdist --no-binary asks for it' '--no-binary is a source build, and says so'
is "$(pin local-pkg source) $(pin local-pkg path)" 'directory local' '-e is a directory'
is "$(pin inhouse source) $(pin inhouse file)" 'archive wheels/inhouse-1.2-py3-none-any.whl' 'a file of the project is an archive'
is "$(pin iniconfig source)" 'archive' 'so is a file behind an address'
unlike "$(sed '/^    url:/d' "$project/scibids.lock")" '://' 'no other address is in the lock'
is "$(in_image python3 -c 'import os; print(*sorted(os.listdir("/app")))')" '' '/app is SCIBIDS_APP and not the project'
is "$(docker run --rm "$image")" 'started' 'SCIBIDS_CMD has its quotes'
run image SCIBIDS_LOCKED=1
is "$status$out$err" 0 'nothing is stale'
echo 'six==1.16.0' >>"$project/more/base.txt"
run lock SCIBIDS_LOCKED=1
like "$said" 'stale: changed since: more/base\.txt' 'a change of an included file is'
run lock
is "$status $(pin six)" '0 1.16.0' 'and gets its lock'
echo '# changed' >>"$project/local/src/localpkg/__init__.py"
run lock SCIBIDS_LOCKED=1
is "$status" 0 "the code of a local package is no matter of the lock"
echo 'name = "changed"' >"$project/local/src/localpkg/__init__.py"
built 'but of the image' image
is "$(in_image python3 -c 'import localpkg; print(localpkg.name)')" changed 'which has it'

# Hashes, right ones; wrong ones are bad input
project hashes
hash=$(cd "$work/$id-first" && project=. && pin six hash)
printf 'six==%s --hash=%s --hash=sha256:%064d\n' "$(cd "$work/$id-first" && project=. && pin six)" "$hash" 1 >"$project/requirements.txt"
built 'a requirement with hashes' lock
is "$(pin six hash)" "$hash" 'means the artifact that has one of them'
printf 'iniconfig @ %s --hash=sha256:%064d\n' "$url" 1 >"$project/requirements.txt"
run lock
like "$status $said" '^2 .*requirements\.txt:1: iniconfig: iniconfig-2\.0\.0-py3-none-any\.whl has none of the hashes' 'a file behind an address has another'

# pyproject.toml with extras and dependency groups, and an app with a blank in its path
project pyproject
mkdir -p "$project/my app/a b"
echo 'print(open("/app/a b/c d.txt").read())' >"$project/my app/main.py"
printf 'blank' >"$project/my app/a b/c d.txt"
cat >"$project/pyproject.toml" <<'END'
[project]
name = "mine"
version = "1"
dependencies = ["idna"]
[project.optional-dependencies]
web = ["six"]
other = ["toolz"]
[dependency-groups]
base = ["colorama"]
dev = [{include-group = "base"}, "iniconfig"]
more = ["tomli-w"]
END
makefile <<'END'
SCIBIDS_APP = my app
SCIBIDS_EXTRAS = web
SCIBIDS_GROUPS = dev
SCIBIDS_CMD = python3 main.py
END
built 'pyproject.toml, and a blank in SCIBIDS_APP' image
is "$(grep -c '^    source: wheel' "$project/scibids.lock") $(pin idna source) $(pin six source) $(pin colorama source) $(pin iniconfig source)" \
	'4 wheel wheel wheel wheel' 'has the dependencies, the extra and the group'
is "$(docker run --rm "$image")" blank 'the app reads a file with blanks in its name'

# pylock.toml as uv writes it, which the toolbox has
run_toolbox
project pylock
printf 'idna<3.8\ncolorama; sys_platform == "win32"\niniconfig; sys_platform != "win32"\n' >"$project/requirements.in"
docker run --rm -v "$project:/project" -v "$ca:/etc/ssl/certs/ca-certificates.crt:ro" -w /project "$toolbox" \
	uv pip compile -q --universal --format pylock.toml -o pylock.toml requirements.in >"$work/pylock.out" 2>&1 || sed 's/^/# /' "$work/pylock.out"
built 'pylock.toml' image
like "$(pin idna)" '^3\.7' 'is taken as it is'
is "$(pin colorama)$(pin iniconfig source)" wheel 'with its markers'
sed -i 's/^\(name = "idna"\)/\1x/' "$project/pylock.toml"
run lock
is "$status" 2 'a pylock.toml that is wrong is refused'
like "$said" '^scibids-requirements: pylock\.toml:[0-9]+: ' 'with its line'

# uv.lock is taken as it is, with extras and groups; a stale one is an error
project uvlock
mkdir -p "$project/packages/member"
printf '[project]\nname = "root"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["idna", "member"]\n[project.optional-dependencies]\nweb = ["six"]\n[dependency-groups]\ndev = ["toolz"]\nmore = ["iniconfig"]\n[tool.uv]\nconstraint-dependencies = ["idna<3.7"]\n[tool.uv.workspace]\nmembers = ["packages/*"]\n[tool.uv.sources]\nmember = {workspace = true}\n' >"$project/pyproject.toml"
printf '[project]\nname = "member"\nversion = "1"\ndependencies = ["colorama"]\n[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n' >"$project/packages/member/pyproject.toml"
echo 'name = "member"' >"$project/packages/member/member.py"
echo 'packages' >"$project/.dockerignore"
docker run --rm -v "$project:/project" -v "$ca:/etc/ssl/certs/ca-certificates.crt:ro" -w /project "$toolbox" uv lock -q >"$work/uvlock.out" 2>&1 ||
	sed 's/^/# /' "$work/uvlock.out"
# What the resolver can be told, it says where a key is unknown: of each it is known what becomes of it.
mkdir "$work/keys" && echo six >"$work/keys/r.txt"
unknown=$(for table in 'x = 1' 'pip = {x = 1}'; do
	echo "$table" >"$work/keys/uv.toml"
	docker run --rm -v "$work/keys:/keys" -w /keys "$toolbox" uv pip compile -q r.txt --config-file uv.toml 2>&1 | grep 'expected one of' |
		grep -o '`[a-z-]*`' | tr -d '`' | sed "1d; s/^/$(printf '%s' "$table" | cut -c1) /"
done | docker run --rm -i -v "$SCIBIDS/dockerfiles/scripts/resolve:/mnt:ro" -w /mnt "$toolbox" python3 -B -c '
import sys, config
ours, pip = {*config.KEYS, *config.WHY}, {"only-binary", *config.PIP_NOTHING}
lines = [line.split() for line in sys.stdin]
print(len(lines) > 100, *(key for where, key in lines if key not in ours | (pip if where == "p" else set())))')
is "$unknown" True 'each key of [tool.uv] is carried, no matter, or refused with a reason'
built 'uv.lock' image SCIBIDS_EXTRAS=web SCIBIDS_GROUPS=more
like "$(pin idna)" '^3\.6' 'says the versions'
is "$(pin six source) $(pin iniconfig source) $(pin toolz) $(pin member path) $(pin colorama source)" 'wheel wheel  packages/member wheel' \
	'with the extra, the group, the member and what that requires'
is "$(in_image python3 -c 'import member; print(member.name)')" member 'which .dockerignore does not hide'
run lock SCIBIDS_GROUPS=nope
like "$status $said" "^2 .*pyproject\.toml: SCIBIDS_GROUPS names 'nope'" 'an unknown group is an error'
sed -i 's/idna<3.7/idna<3.6/' "$project/pyproject.toml"
run lock
like "$status $said" '^2 .*uv\.lock: stale: .* run .uv lock' 'and so is a lock that is stale'
rm "$project/uv.lock"
run lock
like "$status $(pin idna)" '^0 3\.[45]' 'without it, [tool.uv] constrains what is resolved'
sed -i 's/colorama/six/' "$project/packages/member/pyproject.toml"
run lock SCIBIDS_LOCKED=1
like "$said" 'changed since: packages/member/pyproject\.toml' 'a member makes the lock stale'
finish
