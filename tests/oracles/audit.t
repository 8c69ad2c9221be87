#!/bin/sh
# All of PyPA's advisories, compared with an independent matcher; CVSS scores, with a library; SARIF, with its schema.
set -u
# shellcheck source=tests/oracles/audit/advisories.sh
. tests/oracles/audit/advisories.sh
cache=${XDG_CACHE_HOME:-$HOME/.cache}/scibids-tests
# Another matcher: every package of the data at every version that any advisory names
venv=$cache/audit-venv
if [ ! -x "$venv/bin/python" ] && ! { python3 -m venv "$venv" && "$venv/bin/pip" install -q --retries 1 --timeout 20 packaging pyyaml cvss jsonschema; } >"$work/pip" 2>&1; then
	rm -rf "$venv"
	skip 'compared with packaging, pyyaml, cvss and jsonschema' 'no package index can be reached'
	finish
fi
tar -xzf "$pypa" -C "$work"
"$venv/bin/python" tests/oracles/audit/compare.py "$helpers/scibids-audit" "$work" "$work/adv" >"$work/compared"
ok "$?" "PyPA: $(tail -n 1 "$work/compared")" || remark <"$work/compared"
"$venv/bin/python" tests/oracles/audit/cvss_scores.py "$work" "$helpers" >"$work/cvss"
ok "$?" "CVSS: $(tail -n 1 "$work/cvss")"

schema=$cache/microsoft-jest-sarif-1.0.0-beta.0.tgz
if [ ! -e "$schema" ] && ! { command -v npm >/dev/null && (cd "$cache" && npm pack --silent @microsoft/jest-sarif@1.0.0-beta.0) >/dev/null 2>&1; }; then
	skip 'SARIF 2.1.0 by its schema' 'npm has no package with the schema'
	finish
fi
real_machine "$work/root"
for input in "$work/root" tests/fuzz/seeds/image/docker.tar tests/cases/audit/lock/scibids.lock; do
	"$helpers/scibids-audit" -a "$work/adv" -n 2024-10-11T00:00:00Z -x tests/cases/audit/lock/vex.yaml -f sarif "$input" >"$work/sarif" 2>/dev/null
	why=$("$venv/bin/python" - "$schema" "$work/sarif" <<'END'
import json, jsonschema, sys, tarfile
schema = json.load(tarfile.open(sys.argv[1]).extractfile("package/lib/schemas/sarif-2.1.0-rtm.5.json"))
validator = jsonschema.validators.validator_for(schema)
log = json.load(open(sys.argv[2]))
errors = list(validator(schema, format_checker=validator.FORMAT_CHECKER).iter_errors(log))
print(len(log["runs"][0]["results"]), "results", [e.message[:200] for e in errors] or "")
END
	)
	like "$why" '^[0-9]+ results $' "SARIF 2.1.0 by its schema: ${input##*/}, $why"
done
finish
