#!/bin/sh
# `make scibids-advisories`, `make scibids-audit`, SCIBIDS_AUDIT=1 and the fetching of advisories.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh
helpers=${SCIBIDS_HELPERS_DIR:-$helpers}

# Make, with the fake engine
mkdir -p "$work/advisories"
advisory() { # ID ALIAS NAME FIXED
	printf '%s\n' "id: $1" "modified: $(date -u +%Y-%m-%dT%H:%M:%SZ)" "aliases: [$2]" 'affected:' "- package: {ecosystem: PyPI, name: $3}" \
		'  ranges:' "  - {type: ECOSYSTEM, events: [{introduced: '0'}, {fixed: '$4'}]}" >"$work/advisories/$1.yaml"
}
printf '{"distroversion": "v3.20", "reponame": "%s", "packages": []}\n' main >"$work/advisories/main.json"
printf '{"distroversion": "v3.20", "reponame": "%s", "packages": []}\n' community >"$work/advisories/community.json"
advisory PYSEC-1 CVE-2024-0001 numpy 0.1
locked_project
run scibids-advisories
is "$status" 2 'no advisories: make fails'
like "$err" 'no advisories: make scibids-advisories TO=DIR fetches them, then set SCIBIDS_ADVISORIES=DIR' 'and says what to do'
run scibids-advisories "SCIBIDS_ADVISORIES=$work/nowhere"
like "$err" "no advisories in $work/nowhere" 'advisories that are not there are named'
run -s image SCIBIDS_AUDIT=1 "SCIBIDS_ADVISORIES=$work/advisories"
is "$status $calls" '0 image inspect app' 'SCIBIDS_AUDIT=1: a lock without findings, nothing else changed: one look into the store'
is "$out$err" '' 'and no word'
run scibids-audit "SCIBIDS_ADVISORIES=$work/advisories" SCIBIDS_ENGINE=false
is "$status" 0 'scibids-audit: an image that is not built is judged by its lock'
like "$out" '^scibids.lock: 0 known, [1-9][0-9]* not judged ' 'never a bare zero'
advisory PYSEC-2 CVE-2024-0002 numpy 9999
before=$(cat "$FAKE_DOCKER_STATE/store")
echo '# changed' >>"$project/main.py"
run image SCIBIDS_AUDIT=1 "SCIBIDS_ADVISORIES=$work/advisories"
is "$status $(printf '%s\n' "$calls" | grep build)" '2 ' 'a finding: nothing is built'
is "$(cat "$FAKE_DOCKER_STATE/store")" "$before" 'and no tag is moved'
like "$err" '^unknown +numpy .* CVE-2024-0002 +9999 +requirement numpy +yes: the requirements allow 9999 or later' 'the finding is said'
like "$err" 'SCIBIDS_AUDIT=1: the image is not built and not tagged' 'and what follows'
printf '%s\n' 'statements:' '- {vulnerability: CVE-2024-0002, package: numpy, reason: not called, expires: 2999-12-31}' >"$project/scibids.vex.yaml"
run -s image SCIBIDS_AUDIT=1 "SCIBIDS_ADVISORIES=$work/advisories"
is "$status $(printf '%s\n' "$calls" | grep build)" '0 build final' 'with a statement in scibids.vex.yaml it is built'
rm "$project/scibids.vex.yaml"
cp "$project/scibids.lock" "$work/lock"
run -s scibids-audit "SCIBIDS_ADVISORIES=$work/advisories" SCIBIDS_AUDIT_FIXES=1
is "$status $deeds" "2 build refresh" 'SCIBIDS_AUDIT_FIXES=1: the requirements are resolved again'
like "$(cat "$project/.scibids/fixes/request/request.json")" '"upgrade": true' 'with all pins moved'
like "$out" 'CVE-2024-0002 +9999 +requirement numpy +no: no release that fits: `make lock-upgrade` gives 2\.5\.5' 'and says what that changes'
same "$project/scibids.lock" "$work/lock" 'the lock stays'
run image "SCIBIDS_ADVISORIES=$work/advisories"
is "$status" 0 'and without SCIBIDS_AUDIT'
{ cat "$project/Makefile"; printf '%s\n' 'SCIBIDS_AUDIT = 1' "SCIBIDS_ADVISORIES = $work/advisories"; } >"$project/audit.mk"
run -f audit.mk image
like "$status $err" 'CVE-2024-0002' 'SCIBIDS_AUDIT may stand behind the include'
run -s scibids-audit "SCIBIDS_ADVISORIES=$work/advisories" SCIBIDS_ENGINE=false SCIBIDS_AUDIT_FORMAT=json SCIBIDS_AUDIT_LEVEL=critical
is "$status" 2 'an unknown severity counts at any level'
like "$out" '^  "audited": "scibids.lock"' 'the report of another format is on stdout'
for file in "$work"/advisories/*.yaml; do sed -i 's/^modified: .*/modified: 2020-01-01T00:00:00Z/' "$file"; done
run image SCIBIDS_AUDIT=1 "SCIBIDS_ADVISORIES=$work/advisories" SCIBIDS_VEX=
like "$err" '2020-01-01T00:00:00Z, [0-9]+ days old, and 7 is the limit' 'advisories that are too old are an error'
run -s scibids-audit "SCIBIDS_ADVISORIES=$work/advisories" SCIBIDS_ENGINE=false SCIBIDS_AUDIT_AGE=99999
like "$out" 'CVE-2024-0002' 'SCIBIDS_AUDIT_AGE'

# Fetching, with curl that has what is asked for
mkdir "$work/bin" "$work/main"
mkdir -p "$work/main/vulns" "$work/main/historical-advisories/python" "$work/main/data/python" "$work/main/data/other"
cp "$work/advisories/PYSEC-1.yaml" "$work/main/vulns"
cp tests/cases/audit/cpython/psf/historical-advisories/python/CVE-2023-24329.json "$work/main/historical-advisories/python"
cp tests/cases/audit/cpython/bitnami/data/python/BIT-python-2024-9287.json "$work/main/data/python"
echo '{}' >"$work/main/package.json"
echo '{}' >"$work/main/data/other/BIT-other-2024-1.json"
tar -czf "$work/main.tar.gz" -C "$work" main
cat >"$work/bin/curl" <<'END'
#!/bin/sh
while [ $# -gt 1 ]; do [ "$1" != --output ] || out=$2; shift; done
case $1 in
*main.tar.gz) cp "${0%/bin/*}/main.tar.gz" "$out" ;;
*/v3.2?/main.json) cp "${0%/bin/*}/advisories/main.json" "$out" ;;
*/security-rejections/-/raw/master/main.yaml) echo 'zlib: [CVE-2023-45853]' >"$out" ;;
*/security-rejections/-/raw/master/community.yaml) : >"$out" ;;
*/v3.2?/community.json) cp "${0%/bin/*}/advisories/community.json" "$out" ;;
*) echo "curl: not found: $1" >&2; exit 22 ;;
esac
END
chmod +x "$work/bin/curl"
PATH=$work/bin:$PATH sh mk/fetch-advisories.sh "$work/fetched" v3.20
is "$(cd "$work/fetched" && find alpine psf -type f | LC_ALL=C sort)" "alpine/rejections-community.yaml
alpine/rejections-main.yaml
alpine/v3.20-community.json
alpine/v3.20-main.json
psf/data/python/BIT-python-2024-9287.json
psf/historical-advisories/python/CVE-2023-24329.json
psf/vulns/PYSEC-1.yaml" 'fetch-advisories: what is fetched'
is "$(ls "$work/fetched")" "alpine
bitnami
fetched
psf
pypa" 'from where'
is "$("$helpers/scibids-advisories" "$work/fetched" 2>/dev/null | cut -d' ' -f1-2 | sort | uniq -c | tr -s ' ' | tr '\n' ';')" \
	" 1 b cpython; 1 b pypi; 1 b v3.20/community; 1 b v3.20/main; 1 c cpython; 1 p numpy; 1 r zlib${tab}CVE-2023-45853; 1 s CVE-2024-9287${tab}CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H; 1 scibids-advisories 1; 1 v cpython;" 'and that it is all understood'
like "$("$helpers/scibids-advisories" "$work/fetched" | head -n 1)" "^scibids-advisories 1 $(date -u +%Y-)" 'is compiled, with the day of fetching'
before=$(cat "$work/fetched/fetched")
PATH=$work/bin:$PATH sh mk/fetch-advisories.sh "$work/fetched" v9.99 2>/dev/null
is "$? $(cat "$work/fetched/fetched") $(find "$work" -maxdepth 1 -name "*new*" | wc -l)" "22 $before 0" 'a fetch that fails leaves what was there'
PATH=$work/bin:$PATH sh mk/fetch-advisories.sh "$work/fetched//" v3.20
is "$? $(ls "$work/fetched" | tr '\n' ' ')" '0 alpine bitnami fetched psf pypa ' 'a slash behind the directory is none of its name'
PATH=$work/bin:$PATH run scibids-advisories TO="it's fetched" SCIBIDS_PLATFORM=linux/amd64,linux/arm64
is "$status $err$(ls "$project/it's fetched" | tr '\n' ' ')" '0 alpine bitnami fetched psf pypa ' 'scibids-advisories TO=DIR does the same, wherever the library is'
finish
