# Sourced by audit.t and audit-speed.t: tests/tap.sh, and $work/adv, the real advisories compiled; its status is in $compiled.
# shellcheck shell=sh disable=SC2034,SC2154 # the tests use what is set here
: "${SCIBIDS_HELPERS:=$PWD/helpers/build}"
helpers=$SCIBIDS_HELPERS data=${SCIBIDS_SHARED:-../shared}/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
# shellcheck source=tests/tap.sh
. tests/tap.sh

pypa=$data/pypa-advisory-database-3ccb612-all.tar.gz alpine=$data/secdb/alpine-secdb-2020-06-yaml.tar.gz
if [ ! -e "$pypa" ]; then
	skip 'all of PyPA' 'the shared data is not here'
	finish
fi
compiled=0
"$helpers/scibids-advisories" -d 2024-10-10T00:00:00Z -o "$work/adv" "$pypa" "$data/secdb" "$alpine" 2>"$work/notes" || compiled=$?

# A machine of 310 apks, as the root of a file system
real_machine() { # ROOT
	mkdir -p "$1/lib/apk/db" "$1/etc"
	cp "$data/installed/alpine-3.18-proot-x86_64.installed" "$1/lib/apk/db/installed"
	printf 'ID=alpine\nVERSION_ID=3.11.13\n' >"$1/etc/os-release"
}
