#!/bin/sh
# tools/growth/run: a row for each step, and an exit status that tells of one that grows faster than its work.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tap.sh
. tests/tap.sh

PACKAGES=50 FILES=100 IMAGE=20 tools/growth/run >"$work/table" 2>"$work/err"
ok $? 'all steps of a small project are measured' || remark <"$work/err"
is "$(grep -c '^| [a-z-]* | [0-9]* [a-zA-Z]* | [0-9.]* | [0-9.]* | [0-9.]* | [0-9]* | [0-9]* |$' "$work/table")" 14 'a row for each'
like "$(cat "$work/table")" '^\| stitch \| 50 packages \|' 'with what it worked on'

# A helper that is slow where there is much
mkdir "$work/helpers"
for helper in "$SCIBIDS_HELPERS"/scibids-*; do ln -s "$helper" "$work/helpers/"; done
rm "$work/helpers/scibids-stitch"
cat >"$work/helpers/scibids-stitch" <<'END'
#!/bin/sh
! grep -q package-040 scibids.lock || exec python3 -c 'import time
while time.process_time() < 0.4: pass'
END
chmod +x "$work/helpers/scibids-stitch"
PACKAGES=50 FILES=100 IMAGE=20 SCIBIDS_HELPERS=$work/helpers tools/growth/run stitch >"$work/table" 2>"$work/err"
is "$?" 1 'one that grows faster than its work: exit status 1'
finish
