#!/bin/sh
# The shipped package records: their form, and the names of their apks against Alpine's own complete index.
set -u
records=dockerfiles/packages
index=${SCIBIDS_SHARED:-../shared}/data/apkindex
# shellcheck source=tests/tap.sh
. tests/tap.sh

out=$("$SCIBIDS_HELPERS/scibids-record" check "$records"/*.yaml 2>&1)
ok $? 'every record is well formed' "$out"

set -- "$records"/*.yaml
[ $# -ge 110 ]
ok $? "there are at least 110 records ($#)"

rows=$("$SCIBIDS_HELPERS/scibids-record" table "$records" | sed 1,2d | wc -l)
[ "$rows" -eq $# ]
ok $? "each is a row of the table ($rows)"

out=$(tools/packages-table 2>&1 | diff -u "$records/README.md" -)
ok $? 'the table of packages is what the records say (make packages-table)' "$out"

if [ -e "$index/v3.18-community-x86_64.APKINDEX.tar.gz" ]; then
	out=$("$SCIBIDS_HELPERS/scibids-record" check -i "$index/v3.18-main-x86_64.APKINDEX.tar.gz" \
		-i "$index/v3.18-community-x86_64.APKINDEX.tar.gz" --alpine 3.18 "$@" 2>&1)
	ok $? 'Alpine 3.18 has every package that a record names for it' "$out"
else
	skip 'Alpine 3.18 has every package that a record names for it' "no index of Alpine in $index"
fi

if [ -e "$index/v3.22-main-x86_64.APKINDEX.tar.gz" ] && python3 -c 'import yaml' 2>/dev/null; then
	out=$(tools/records-check 2>&1)
	ok $? 'nor does a newer branch lack one, as far as its index is at hand' "$out"
else
	skip 'nor does a newer branch lack one, as far as its index is at hand' "no index of Alpine in $index, or no python3 with yaml"
fi

if command -v python3 >/dev/null && python3 -c 'import jsonschema, yaml' 2>/dev/null; then
	out=$(python3 - "$records/record.schema.json" "$@" <<-'PY' 2>&1
		import json, sys, jsonschema, yaml
		schema = json.load(open(sys.argv[1]))
		jsonschema.Draft202012Validator.check_schema(schema)
		validator = jsonschema.Draft202012Validator(schema)
		errors = [f"{path}: {e.message}" for path in sys.argv[2:] for e in validator.iter_errors(yaml.safe_load(open(path)))]
		print("\n".join(errors))
		sys.exit(bool(errors))
	PY
	)
	ok $? 'every record fits the JSON schema' "$out"
else
	skip 'every record fits the JSON schema' 'no python3 with jsonschema and yaml'
fi

finish
