#!/bin/sh
# Known vulnerabilities, by all of PyPA's advisories, of real images with old requirements: pip on the base image, the usual three stages,
# and ours. Compared with a plain matcher that reads what the engine exports.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
data=${shared:+$shared/data}
[ -n "$kit" ] && [ -e "$data/pypa-advisory-database-3ccb612-all.tar.gz" ] || { skip 'real images' 'the shared data is not here'; finish; }
venv=${XDG_CACHE_HOME:-$HOME/.cache}/scibids-tests/audit-venv
if [ ! -x "$venv/bin/python" ] && ! { python3 -m venv "$venv" && "$venv/bin/pip" install -q --retries 1 --timeout 20 packaging pyyaml cvss jsonschema; } >"$work/pip" 2>&1; then
	rm -rf "$venv"
	skip 'real images' 'no package index can be reached'
	finish
fi

# What there is of advisories, in the layout that they are fetched in
mkdir -p "$work/advisories/pypa" "$work/advisories/secdb"
tar -xzf "$data/pypa-advisory-database-3ccb612-all.tar.gz" -C "$work/advisories/pypa"
cp "$data"/secdb/PARTIAL-v3.20-*.json "$work/advisories/secdb/"
mkdir "$work/advisories/cpython"
cp -R tests/cases/audit/cpython/psf tests/cases/audit/cpython/bitnami "$work/advisories/cpython/"
echo 2026-01-01T00:00:00Z >"$work/advisories/fetched"

by_hand() { # KIND: builds and names it; twice if need be, for it is pip that fetches, and now and then an engine loses a snapshot
	for _ in 1 2; do
		docker buildx build --quiet --provenance=false --load --tag "$id-$1" --build-arg BASE="$base" --secret "id=ca,src=$ca" \
			--build-context mirror="$kit/apk" -f "tests/oracles/audit/$1.dockerfile" "$project" >"$work/built" 2>&1 && return
		tail -n 20 "$work/built" | remark
	done
	return 1
}
compare() { # TEXT IMAGE ARGUMENT-OF-AUDIT...
	text=$1 name=$2
	shift 2
	docker save "$name" | "$helpers/scibids-audit" -a "$project/.scibids/advisories" -n 2026-01-02T00:00:00Z -f json "$@" - >"$work/findings.json"
	container=$(docker create "$name" python3)
	docker export "$container" -o "$work/root.tar"
	docker rm "$container" >/dev/null
	"$venv/bin/python" tests/oracles/audit/images.py "$work/findings.json" "$work/root.tar" "$work/advisories" "$base" >"$work/compared" 2>&1
	ok "$?" "$text: $(tail -n 1 "$work/compared")" || sed 's/^/# /' "$work/compared"
}
findings() { # of Python packages: PACKAGE VERSION
	"$venv/bin/python" - "$work/findings.json" <<'END'
import json, sys
print(*sorted({f"{f['package']} {f['version']}" for f in json.load(open(sys.argv[1]))["findings"] if f["purl"].startswith("pkg:pypi")}), sep=", ")
END
}

try() { # SET WANTED-PACKAGES, with requirements on stdin
	project "$1"
	cat >"$project/requirements.txt"
	built "$1: ours" image || return 1
	base=$(pin_top base-image)
	run -s scibids-audit "SCIBIDS_ADVISORIES=$work/advisories" SCIBIDS_AUDIT_AGE=99999 SCIBIDS_ENGINE=false SCIBIDS_AUDIT_FORMAT=json
	printf '%s\n' "$out" >"$work/findings.json"
	is "$(findings)" "$2" "$1: what the lock says"
	for kind in pip stages; do
		by_hand $kind || { ok 1 "$1: $kind is built"; return 1; }
		compare "$1, $kind" "$id-$kind"
		kept=$(findings)
		is "$(printf '%s\n' "$kept" | sed 's/\(, \)*pip [0-9.]*//')" "$2" 'of what was required: what the lock said'
	done
	compare "$1, ours" "$image" -q "$project/scibids.lock"
	is "$(findings)" "$2" 'and of ours the same, and nothing else'
}
pin_top() { sed -n "s/^$1: //p" "$project/scibids.lock"; }

try web 'certifi 2022.9.24, django 4.2.3, flask 2.2.2, idna 3.4, requests 2.28.0, sqlparse 0.4.3, urllib3 1.26.16, werkzeug 2.2.2' <<'END'
flask==2.2.2
werkzeug==2.2.2
django==4.2.3
sqlparse==0.4.3
requests==2.28.0
urllib3==1.26.16
certifi==2022.9.24
idna==3.4
END
try crypto 'cryptography 41.0.0, oauthlib 3.2.0, pyjwt 2.3.0, tornado 6.2' <<'END'
cryptography==41.0.0
pyjwt==2.3.0
oauthlib==3.2.0
tornado==6.2
END
try docs 'bleach 3.2.1, markdown2 2.3.9, mistune 2.0.2, pygments 2.7.3, starlette 0.26.0' <<'END'
pygments==2.7.3
mistune==2.0.2
bleach==3.2.1
markdown2==2.3.9
starlette==0.26.0
pillow
END

# Which fixes the requirements allow, by a real resolution
project fixes
printf 'flask<2.3\nwerkzeug<2.3\nrequests\n-c constraints.txt\n' >"$project/requirements.txt"
printf 'idna<3.7\ncertifi!=2026.1.1\n' >"$project/constraints.txt"
printf 'flask==2.2.2\nwerkzeug==2.2.2\nrequests==2.28.0\nurllib3==1.26.16\ncertifi==2022.9.24\nidna==3.4\n' >"$work/then"
cp "$project/requirements.txt" "$work/now"
cp "$work/then" "$project/requirements.txt"
built 'a lock of long ago' lock
cp "$work/now" "$project/requirements.txt"
built 'and requirements that allow more now' lock
is "$(pin flask) $(pin werkzeug) $(pin urllib3) $(pin idna)" '2.2.2 2.2.2 1.26.16 3.4' 'which leave the pins'
cp "$project/scibids.lock" "$work/lock"
audit() { run -s scibids-audit "SCIBIDS_ADVISORIES=$work/advisories" SCIBIDS_AUDIT_AGE=99999 "$@"; }
audit
like "$out" ' flask 2\.2\.2 .* 2\.2\.5 +requirement flask<2\.3 +yes: the requirements allow 2\.2\.5 or later' 'by the lock alone: what the requirements allow'
like "$out" ' idna 3\.4 .* 3\.7 +requests > idna +no: blocked by the constraint idna<3\.7' 'what a constraint does not'
audit SCIBIDS_AUDIT_FIXES=1
like "$out" ' flask 2\.2\.2 .* yes: 2\.2\.5 is allowed by the requirements: `make lock-upgrade PKG=flask`' 'by a resolution: which release it would be'
like "$out" ' urllib3 1\.26\.16 .* 1\.26\.17 +requests > urllib3 +yes: 1\.26\.17 or later is allowed by the requirements: `make lock-upgrade PKG=urllib3`' 'and the least that has to move'
like "$out" ' werkzeug 2\.2\.2 .* no: blocked by the requirement werkzeug<2\.3' 'what a requirement does not'
is "$(cat "$project/scibids.lock")" "$(cat "$work/lock")" 'the lock is left as it is'
run lock-upgrade PKG=flask
is "$status $(pin flask) $(pin werkzeug)" '0 2.2.5 2.2.2' 'what was advised is what happens'
run lock-upgrade PKG=urllib3
is "$status $(pin requests)" '0 2.28.0' 'here as well'
like "$(pin urllib3)" '^1\.26\.(1[89]|[2-9].)$' 'with a release between'
finish
