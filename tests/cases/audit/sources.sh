# The advisories of these cases, compiled into `adv`.
mkdir sources
cat >sources/secdb.json <<'END'
{"distroversion": "v3.20", "reponame": "main", "packages": [
 {"pkg": {"name": "openssl", "secfixes": {"0": ["CVE-2022-1292"], "3.3.2-r1": ["CVE-2024-9143"], "3.3.3-r0": ["CVE-2024-12797"]}}},
 {"pkg": {"name": "py3-pillow", "secfixes": {"10.3.0-r0": ["CVE-2024-28219"]}}},
 {"pkg": {"name": "odd", "secfixes": {"1.11-20-r0": ["CVE-2020-0001"], "2.0-r0": null}}}]}
END
cat >sources/community.json <<'END'
{"distroversion": "v3.20", "reponame": "community", "packages": null}
END
cat >sources/rejections.yaml <<'END'
zlib:
  - CVE-2023-45853
END
osv() { # ID ALIASES NAME FIXED [SEVERITY]
	cat >"sources/$1.yaml" <<END
id: $1
modified: 2024-10-08T19:19:01.400873Z
aliases: [$2]
details: What $1 is about.
severity: [${5:+{type: CVSS_V3, score: "$5"\}}]
affected:
- package: {ecosystem: PyPI, name: $3}
  ranges:
  - type: ECOSYSTEM
    events: [{introduced: "0"}, {fixed: "$4"}]
END
}
osv PYSEC-2024-1 'CVE-2024-45230, GHSA-5hgc-2vfp-mqvc' Django 4.2.16 CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H
osv PYSEC-2024-2 CVE-2024-45230 django 4.2.17
osv PYSEC-2024-3 'CVE-2024-28219' pillow 10.3.0 CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N
osv PYSEC-2024-4 'CVE-2024-37891' urllib3 2.2.2
osv PYSEC-2024-5 'CVE-2024-99999' gone 9
echo 'withdrawn: 2024-10-09T00:00:00Z' >>sources/PYSEC-2024-5.yaml
scibids-advisories -d 2024-10-10T00:00:00Z -o adv sources
export PYTHONPATH="$SCIBIDS/tests/cases/audit" PYTHONDONTWRITEBYTECODE=1
audit() { # the case's own moment, and its exit status in the output
	status=0
	scibids-audit -a adv -n 2024-10-11T00:00:00Z "$@" || status=$?
	echo "exit $status"
}
