# Sourced by tests that run a user's make: tests/tap.sh, and a user who has none of what the caller's make or shell sets.
#   $SCIBIDS, $helpers      the tree and its helpers
#   $work                   a directory of this test
#   install_into HELPERS    $work/include: an include directory as `make install` leaves it
#   use_kit                 $kit: what builds use in place of the network, if anything; $ca: the bundle that downloads need on this machine
# shellcheck shell=sh disable=SC2034 # the tests use what is set here
set -u
SCIBIDS=$PWD
helpers=${SCIBIDS_HELPERS:-$PWD/helpers/build}
shared=$(cd "${SCIBIDS_SHARED:-../shared}" 2>/dev/null && pwd)
given=${SCIBIDS_TEST_KIT-unset}
for name in $(env | sed -n 's/^\(SCIBIDS_[A-Z_]*\)=.*/\1/p') MAKEFLAGS MFLAGS MAKEFILES MAKELEVEL MAKEOVERRIDES V PKG; do
	unset "$name"
done
# Nobody has built anything yet.
export SCIBIDS_BUILT=
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/include"
install_into() {
	printf '%s\n' "_scibids_home    := $SCIBIDS" "_scibids_helpers := $1" "include $SCIBIDS/mk/scibids.mk" >"$work/include/scibids.mk"
}
install_into "$helpers"
# tests/run says which kit, or none where the network serves; a test that is run by itself takes what is here.
use_kit() {
	case $given in
	unset) if [ -n "$shared" ] && [ -d "$shared/kit" ]; then kit=$shared/kit; else kit=$(tools/test-kit/make-kit --path) || kit=''; fi ;;
	*) kit=$given ;;
	esac
	[ -z "$kit" ] || export SCIBIDS_KIT="$kit"
	ca=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}
	[ ! -r "$ca" ] || export SSL_CERT_FILE="$ca"
}
# shellcheck source=tests/tap.sh
. tests/tap.sh
