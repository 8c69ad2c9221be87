#!/bin/sh
# What trimming takes, what it leaves, and what it gives back.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

# Opens data below its tests, in a way that no reading of its source can tell
package() { # NAME
	mkdir -p "$project/$1/$1/tests"
	printf '%s\n' '[build-system]' 'requires = ["flit_core<4"]' 'build-backend = "flit_core.buildapi"' '[project]' \
		"name = \"$1\"" 'version = "1"' 'description = "a test"' >"$project/$1/pyproject.toml"
	printf '%s\n' 'import pathlib' 'DATA = (pathlib.Path(__file__).parent / ("te" + "sts") / ("data" + ".txt")).read_text().strip()' \
		>"$project/$1/$1/__init__.py"
	echo "data of $1" >"$project/$1/$1/tests/data.txt"
	echo 'def test(): pass' >"$project/$1/$1/tests/test_it.py"
}
in_image() { docker run --rm -i --entrypoint python3 "$image" -; }
there() { # PATH below site-packages
	printf 'import os, sysconfig\nprint(os.path.exists(os.path.join(sysconfig.get_path("purelib"), "%s")))\n' "$1" | in_image
}

project trim
makefile <<'END'
SCIBIDS_CMD = python3 main.py
SCIBIDS_APP = app
END
mkdir "$project/app"
echo 'import fragile, markupsafe; print(fragile.DATA, markupsafe.escape("<"))' >"$project/app/main.py"
package fragile
printf '%s\n' ./fragile MarkupSafe numpy >"$project/requirements.txt"

built 'a package that cannot do without its tests' image || finish
is "$(docker run --rm "$image")" 'data of fragile &lt;' 'runs: its files were given back'
like "$err" 'proof: fragile: import fragile: FileNotFoundError' 'the build says what failed'
like "$err" '^scibids-lock: no longer trimmed: fragile: the lock says why' 'and what was done'
like "$(cat "$project/scibids.lock")" '^    untrimmed: .*FileNotFoundError' 'the lock holds it, with the reason'
is "$(there fragile/tests/test_it.py) $(there numpy/_core/tests/test_umath.py) $(there markupsafe/_speedups.pyi)" 'True False False' \
	'nothing else was given back'
run image
is "$status$said" 0 'a second run has nothing to do'

# Metadata
is "$(in_image <<'END'
import base64, csv, hashlib, pathlib, sysconfig
site = pathlib.Path(sysconfig.get_path("purelib"))
listed, wrong = set(), []
for record in site.glob("*.dist-info/RECORD"):
    for name, digest, size in csv.reader(record.open()):
        path = site / name
        listed.add(path.resolve() if ".." in name else path)
        if not path.is_file():
            wrong.append(f"{name} is not there")
        elif path != record:
            data = path.read_bytes()
            found = "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            if found != digest or str(len(data)) != size:
                wrong.append(f"{name} is not what RECORD says")
wrong += [f"{path} is in no RECORD" for path in site.rglob("*")
          if path.is_file() and path not in listed and not path.name.startswith("_scibids")]
print(len(listed) > 300, *wrong[:10])
END
)" True 'every RECORD is true: what it lists is there with its hash, and what is there is listed'
is "$(echo 'import os, sysconfig, glob
libraries = glob.glob(sysconfig.get_path("purelib") + "/numpy.libs/*")
print(sorted({os.path.islink(p) for p in libraries}), all(os.path.exists(p) for p in libraries))' | in_image)" \
	'[False, True] True' 'what wheels have in common is linked to'
is "$(echo 'import numpy.testing; print("imported")' | in_image)" imported 'a module among tests that others import stays'

# The table
run scibids-trim
like "$out" '^  symbols +[0-9.]+ MB +[0-9]+  for debuggers only' 'bytes by rule, with the reason'
like "$out" '^  tests +[0-9.]+ MB +[0-9]+  test suites' 'tests among them'
like "$out" '^  numpy +[0-9.]+ MB' 'bytes by package'
like "$out" '^  fragile is whole: ' 'and who was spared'

# A record keeps files
mkdir "$project/records"
echo "keep: ['markupsafe/*.pyi']" >"$project/records/markupsafe.yaml"
sed -i 's/numpy//' "$project/requirements.txt"
built 'with a record that keeps files' image SCIBIDS_RECORDS=records
is "$(there markupsafe/_speedups.pyi)" True 'they are kept'

# Levels
is "$(echo 'import json, os; print(json.__file__, os.path.exists(json.__file__[:-1]))' | in_image)" \
	'/usr/local/lib/python3.13/json/__init__.pyc False' 'the standard library runs from bytecode'
like "$out" '^  stdlib +bytecode; SCIBIDS_STDLIB=source adds its sources' 'which the summary says'
built 'SCIBIDS_STDLIB=source' image SCIBIDS_STDLIB=source
is "$(echo 'import json, inspect; print(json.__file__, len(inspect.getsource(json.loads)) > 100)' | in_image)" \
	'/usr/local/lib/python3.13/json/__init__.py True' 'keeps its sources'
like "$out" '^  stdlib +with its sources: SCIBIDS_STDLIB' 'which the summary says'
is "$(echo 'import _pyio, _pydecimal, venv, pydoc_data.topics, sysconfig; print(len(sysconfig.parse_config_h(open(sysconfig.get_config_h_filename()))) > 100)' | in_image)" \
	True 'and what a program can import of it is there'
built 'SCIBIDS_TRIM=hard' image SCIBIDS_TRIM=hard
is "$(docker run --rm "$image")" 'data of fragile &lt;' 'runs'
is "$(there markupsafe/__init__.py) $(there markupsafe/__init__.pyc) $(there fragile/__init__.py)" 'False True True' \
	'from bytecode alone, but for whom nothing is left out of'
built 'SCIBIDS_TRIM=none' image SCIBIDS_TRIM=none
is "$(there markupsafe/_speedups.c) $(there markupsafe/_speedups.pyi) $(there ../json/__init__.py)" 'True True True' 'takes nothing'
run image SCIBIDS_TRIM=some
is "$status" 2 'another level is refused'
like "$err" "SCIBIDS_TRIM is 'some': it can be none or safe or hard" 'with what it can be'

# What the app names
package quiet
echo 'X = 1' >"$project/quiet/quiet/__init__.py"
printf '%s\n' ./quiet ./fragile MarkupSafe >"$project/requirements.txt"
built 'a package that does without its tests' image
is "$(there quiet/tests/test_it.py)" False 'has none'
sed -i '1i import importlib; print(importlib.import_module("quiet.tests.test_it").__name__)' "$project/app/main.py"
built 'an app that names them' image
like "$err" 'proof: app: main\.py:1 imports quiet\.tests\.test_it, which was trimmed' 'which is seen, also where a new layer would do'
like "$(docker run --rm "$image")" '^quiet\.tests\.test_it$' 'and they are given back'
sed -i 1d "$project/app/main.py"
# What is broken with its files, too
package broken
echo 'import missing' >>"$project/broken/broken/__init__.py"
printf '%s\n' ./broken ./fragile MarkupSafe >"$project/requirements.txt"
run lock SCIBIDS_RECORDS=records
cp "$project/scibids.lock" "$work/lock"
run image SCIBIDS_RECORDS=records
is "$status" 2 'a package that fails with its files, too'
like "$err" 'proof: broken: import broken: ModuleNotFoundError' 'is refused'
same "$project/scibids.lock" "$work/lock" 'and the lock is what it was'
finish
