#!/bin/sh
# What tests/run says: what it runs, what fails, and at the end what this machine cannot run.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tap.sh
. tests/tap.sh

script() { # NAME LINE...
	name=$1
	shift
	{ echo '#!/bin/sh'; printf 'echo "%s"\n' "$@"; } >"$work/$name.t"
	chmod +x "$work/$name.t"
}
script good 'ok 1 - one' '1..1'
script part 'ok 1 - one' 'ok 2 - two # skip no data' 'ok 3 # skip no index' '1..3'
script whole '1..0 # skip no engine'
script bad 'ok 1 - one' 'not ok 2 - two' '1..2'
run() {
	status=0
	out=$(tests/run "$@" 2>"$work/err") || status=$?
	end=$(printf '%s\n' "$out" | sed -n '/^Not run/,$p')
}
run "$work/good.t"
is "$status $end" '0 ' 'all is run: nothing more to say'
like "$(cat "$work/err")" '^  TEST    as asked: 1 files, 1 at a time$' 'what it does, before it does it'
like "$(cat "$work/err")" '^  TIME    [0-9]+ s$' 'how long it took'
run "$work/part.t" "$work/whole.t" "$work/good.t"
is "$status" 0 'what cannot be run is no failure'
is "$end" "Not run on this machine:
  $work/part.t: two: no data
  $work/part.t: no index
  $work/whole.t: no engine" 'but is listed at the end, with its reason'
run "$work/bad.t" "$work/good.t"
is "$status" 1 'a failure is one'
finish
