#!/bin/sh
# scibids-diff: the lock in the directory against the one in a commit.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh
GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM
in_git() { git -C "$project" -c user.name=t -c user.email=t@localhost "$@" >/dev/null 2>&1; }

project
cp tests/cases/stitch/image/scibids.lock "$project/scibids.lock"
run -s scibids-diff
is "$status" 2 'outside of a repository'
like "$err" "FROM is 'HEAD': git knows no such commit here" 'it says so'

in_git init && in_git add main.py && in_git commit -m none
run -s scibids-diff
is "$status" 2 'a commit without a lock'
like "$err" 'scibids: scibids.lock is not in commit HEAD' 'is named'

in_git add scibids.lock && in_git commit -m lock && in_git tag v1
run -s scibids-diff
is "$status:$out:$err" '0:nothing that is installed differs:' 'nothing changed'
sed 's/8\.1\.7/8.1.8/g' "$project/scibids.lock" >"$work/new" && cp "$work/new" "$project/scibids.lock"
run -s scibids-diff
is "$status $err" '0 ' 'a package moved'
like "$out" '^- click 8\.1\.7 -> 8\.1\.8$' 'which one'
is "$calls" '' 'and no engine is called'
in_git commit -am moved
run -s scibids-diff
is "$out" 'nothing that is installed differs' 'once it is committed'
run -s scibids-diff FROM=v1
like "$out" '^Python packages: 1 moved' 'against an older commit'

mkdir "$project/advisories"
cat >"$project/advisories/a.json" <<'END'
{"id": "CVE-2099-1", "modified": "2024-10-09T00:00:00Z", "affected": [{"package": {"ecosystem": "PyPI", "name": "click"},
 "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "8.1.8"}]}]}]}
END
run -s scibids-diff FROM=v1 SCIBIDS_ADVISORIES=advisories
like "$out" '^- click 8\.1\.7 -> 8\.1\.8, fixes CVE-2099-1 \(unknown\)$' 'with advisories, what it fixes'
run -s scibids-diff 'FROM=--output=stolen'
is "$status" 2 'an option is not a commit'
is "$(ls "$project/stolen" 2>/dev/null)" '' 'and is not obeyed'
finish
