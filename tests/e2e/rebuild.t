#!/bin/sh
# What a second build costs: which layers are new, which pins move, which builds run.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
needs_apks lz4-dev

# docker, with a log of its calls
mkdir "$work/bin"
printf '#!/bin/sh\necho "$*" >>%s\nexec %s "$@"\n' "$work/calls" "$(command -v docker)" >"$work/bin/docker"
chmod +x "$work/bin/docker"
PATH=$work/bin:$PATH
run_logged() {
	: >"$work/calls"
	run "$@"
	builds=$(grep -E '(^| )build ' "$work/calls" | sed 's/.*--target \([a-z]*\) .*/\1/')
}
pins() { # name version build-time sha256
	awk '/^packages:/ { on = 1; next } /^[a-z]/ { on = 0 }
		on && /^  [^ ]/ { name = $1 } on && /^    (version|build-time|hash):/ { print name, $2 }' "$project/scibids.lock" | sort
}
apks() { sed -n '/^runtime:/,$p' "$project/scibids.lock" | grep -E '^ {2}[^ ]|^ {4}[a-z]'; }
requirements() { printf '%s\n' "$@" >"$project/requirements.txt"; }

# lz4 is built, numpy is a layer of its own, idna and six share one
project rebuild
makefile <<'END'
SCIBIDS_CMD = python3 main.py
END
echo 'print(1)' >"$project/main.py"
requirements numpy lz4 --no-binary=lz4 'idna<3.8' six
built 'a first build' image || finish
echo "# $seconds s"
first=$(layers)
is "$(docker run --rm "$image")" 1 'runs'

# Nothing changed
run_logged image
is "$status$builds" 0 'nothing changed: no builder is called'
is "$(wc -l <"$work/calls" | tr -d ' ')" 1 'but one look into the store'
at_most 1 'and no time passes'
is "$out$err" '' 'nor is a word said'

# One line of the app
echo 'print(2)' >"$project/main.py"
cp "$project/scibids.lock" "$work/lock"
run_logged image
case $(docker info -f '{{.DriverStatus}}') in
*io.containerd.snapshotter*)
	is "$status $builds" '0 ' 'a line of the app: no build'
	is "$(grep -c '^load$' "$work/calls")" 1 'its layer is loaded'
	;;
*)
	is "$status $builds" '0 final' 'a line of the app: one build'
	like "$err" '^  CACHED +[0-9]+ stages$' 'of the other stages none runs'
	;;
esac
echo "# $seconds s"
at_most 20 'in a moment'
is "$(layers | sed '$d')" "$(printf '%s\n' "$first" | sed '$d')" 'all layers but the last are what they were'
unlike "$(layers | tail -n 1)" "$(printf '%s\n' "$first" | tail -n 1)" 'the last is new'
is "$(docker run --rm "$image")" 2 'it runs'
is "$(cat "$project/scibids.lock")" "$(cat "$work/lock")" 'the lock is as it was'
unlike "$err" '^  (RESOLVE|BUILD|INSTALL|NEEDS|ROOTFS|STRIP)' 'no resolve, no install'
is "$(docker image ls -q "$image" | sort -u | wc -l | tr -d ' ')" 2 'the first image is still there'
sed -i 's/print(2)/print(1)/' "$project/main.py"
run_logged image
is "$status$builds" 0 'the line back: its image is taken from the store'
is "$(docker run --rm "$image")" 1 'as latest'

# One small requirement more
before=$(pins)
created=$(sed -n 's/^created: //p' "$project/scibids.lock")
requirements numpy lz4 --no-binary=lz4 'idna<3.8' six tomli-w
run_logged image
is "$status" 0 'one small requirement more'
echo "# $seconds s"
is "$builds" 'refresh
final' 'these builds: the toolbox is there, and a wheel without compiled files needs nothing more from Alpine'
runtime=$(apks)
is "$(pins | grep -v '^tomli-w:')" "$before" 'all other pins and build times stay'
is "$(sed -n 's/^created: //p' "$project/scibids.lock")" "$created" "the lock's own time too"
printf '%s\n' "$first" >"$work/first"
is "$(layers | sed '$d' | grep -cvFx -f "$work/first")" 2 'beside that of the app, one layer of packages is new, and the bill of materials'
like "$(pin numpy group) $(pin lz4 group) $(pin tomli-w group)" '^numpy lz4 tomli-w$' 'which holds what is new'
unlike "$err" '^  BUILD' 'nothing is built'
is "$(docker run --rm "$image" python3 -c 'import tomli_w, numpy, lz4.frame, idna, six; print(3)')" 3 'all of them import'

# One that holds compiled files
requirements numpy lz4 --no-binary=lz4 'idna<3.8' six tomli-w MarkupSafe
run_logged lock
is "$builds" 'refresh
needs' 'a wheel with compiled files: what it needs is found out'
is "$(apks)" "$runtime" 'which is nothing more'

# Pins
old=$(pin idna)
like "$old" '^3\.7' 'the pin that the requirement allows'
requirements numpy lz4 --no-binary=lz4 idna six tomli-w
run_logged lock
is "$status $(pin idna)" "0 $old" 'lock: a pin that still fits stays when the requirement is relaxed'
sed -i 's/^    version: "1.17.0"/    version: "1.16.0"/; s/six-1.17.0/six-1.16.0/' "$project/scibids.lock"
cp "$project/scibids.lock" "$work/lock"
run_logged lock-upgrade PKG=idna
is "$status" 0 'lock-upgrade PKG=idna'
unlike "$(pin idna)" "^$old\$" 'moves idna'
is "$(pin six)" 1.16.0 'and not six'
is "$(pins | grep -v '^idna:\|^six:')" "$(cp "$project/scibids.lock" "$work/new"; cp "$work/lock" "$project/scibids.lock"; pins | grep -v '^idna:\|^six:'; cp "$work/new" "$project/scibids.lock")" 'nor another'
run lock-upgrade PKG=no-such-thing
is "$status" 2 'a package that is not required is none to upgrade'
is "$said" "scibids-lock: PKG: scibids.lock has no package 'no-such-thing'" 'and named'
run lock-upgrade
is "$status" 0 'lock-upgrade'
unlike "$(pin six)" '^1\.16' 'moves all'

# CI
run_logged lock SCIBIDS_LOCKED=1
is "$status $(grep -c "^buildx build" "$work/calls")" "0 1" "SCIBIDS_LOCKED=1: a lock that holds is good, once the branch was looked at"
built 'and makes an image' image SCIBIDS_LOCKED=1
requirements numpy lz4 --no-binary=lz4 idna six
cp "$project/scibids.lock" "$work/lock"
run_logged image SCIBIDS_LOCKED=1
is "$status $(cat "$work/calls")" '2 ' 'one that does not stops'
is "$said" 'scibids: scibids.lock is stale: changed since: requirements.txt (SCIBIDS_LOCKED=1): run make lock and commit the lock' 'with a line'
is "$(cat "$project/scibids.lock")" "$(cat "$work/lock")" 'and stays'
finish
