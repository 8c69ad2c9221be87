#!/bin/sh
# The helpers on musl: built in the toolbox with the same warnings, their unit tests pass there.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
needs_apks yaml-dev libarchive-dev openssl-dev

project musl
echo six >"$project/requirements.txt"
built 'a toolbox' toolbox || finish
toolbox=$(cat "$project/.scibids/toolbox")

# What the checkout holds, without what was built there
mkdir "$work/checkout"
tar cf - --exclude=helpers/build --exclude=.git --exclude=.scibids -C "$SCIBIDS" . | tar xf - -C "$work/checkout"
units=$(find tests/unit -name '*.c' | sed 's|tests/unit/\(.*\)\.c|helpers/build/unit/\1|' | sort)
cat >"$work/checkout/on-musl" <<END
export SCIBIDS_HELPERS=/tmp/checkout/helpers/build LC_ALL=C
unset LDFLAGS
cp -R /checkout /tmp/checkout && cd /tmp/checkout
apk add --quiet --no-cache yaml-dev libarchive-dev openssl-dev || exit 2
make -s -j2 helpers $(printf '%s ' $units) || exit 2
echo built
for unit in $(printf '%s ' $units); do
	"\$unit" >/tmp/tap 2>&1 && echo "passed \${unit##*/}" || { echo "FAILED \${unit##*/}"; grep -v '^ok' /tmp/tap | tail -n 10; }
done
for helper in helpers/build/scibids-*; do
	case \$helper in *.*) continue ;; esac
	"\$helper" --version >/dev/null || echo "FAILED \$helper --version"
done
readelf -d helpers/build/scibids-lock | grep NEEDED
END
set -- --rm -v "$work/checkout:/checkout:ro" -v "$ca:/etc/ssl/certs/ca-certificates.crt:ro"
[ -z "$kit" ] || set -- "$@" -v "$kit/apk:/mirror:ro"
docker run "$@" "$toolbox" sh /checkout/on-musl >"$work/log" 2>&1
is "$(sed '/^built$/,$d' "$work/log")" '' 'all builds on musl, without a warning'
tests=$(awk 'on; /^built$/ { on = 1 }' "$work/log")
is "$(printf '%s\n' "$tests" | grep -v '^passed\|NEEDED')" '' 'the unit tests pass'
is "$(printf '%s\n' "$tests" | grep -c '^passed')" "$(printf '%s\n' "$units" | wc -l | tr -d ' ')" 'all of them'
like "$tests" 'NEEDED.*\[libc\.musl-' 'against musl'
finish
