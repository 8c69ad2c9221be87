#!/bin/sh
# make install and uninstall, and a project that includes what was installed.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
needs_apks lz4-dev

install_make() { # ARGUMENT...: our own Makefile, in a copy of the checkout with the helpers that are there
	make -s --no-print-directory -C "$work/checkout" "$@" >"$work/out" 2>"$work/err"
}
files() { (cd "$1" && find . ! -type d | LC_ALL=C sort); }
mkdir "$work/checkout"
tar cf - --exclude=helpers/build --exclude=.git --exclude=.scibids -C "$SCIBIDS" . | tar xf - -C "$work/checkout"
mkdir "$work/checkout/helpers/build"
cp -Rp "$helpers"/. "$work/checkout/helpers/build/"

# For a package of some distribution
install_make install DESTDIR="$work/root" prefix=/usr
ok $? 'install DESTDIR=... prefix=/usr' || sed 's/^/# /' "$work/err"
is "$(cd "$work/root" && find . -mindepth 1 -maxdepth 2 | LC_ALL=C sort | tr '\n' ' ')" './usr ./usr/include ./usr/libexec ./usr/share ' 'into /usr alone'
is "$(ls "$work/root/usr/include")" scibids.mk 'with scibids.mk where make looks'
is "$(ls "$work/root/usr/libexec/scibids")" "$(ls "$SCIBIDS"/helpers/*.c | sed 's|.*/\(.*\)\.c|scibids-\1|' | LC_ALL=C sort)" 'every helper'
is "$(sed -n 2p "$work/root/usr/share/man/man7/scibids.7")" '.Dt SCIBIDS 7' 'the manual page'
is "$(cat "$work/root/usr/share/scibids/mk/installed.mk")" "_scibids_home    := /usr/share/scibids${newline}_scibids_helpers := /usr/libexec/scibids" \
	'and what tells scibids.mk of the helpers'
is "$(grep -c "$work" "$work/root/usr/include/scibids.mk")" 0 'and no path of the machine that packed it'
is "$(grep -rl "$work" "$work/root/usr/share" | head -n 3)" '' 'nor anywhere else'
is "$(find "$work/root" -type f -perm /022)" '' 'nothing that others may write'
is "$(find "$work/root/usr/libexec" -type f ! -perm 755; find "$work/root/usr/share" -name '*.c' ! -perm 644)" '' 'modes as they should be'
install_make uninstall DESTDIR="$work/root" prefix=/usr
ok $? 'uninstall'
is "$(files "$work/root")" '' 'leaves no file'

# In place, and used from there
prefix=$work/prefix
mkdir -p "$prefix/include" "$prefix/share/other"
: >"$prefix/include/other.h"
: >"$prefix/share/other/file"
before=$(files "$prefix")
install_make install prefix="$prefix"
ok $? 'install prefix=...'
rm -rf "$work/checkout/helpers/build" "$work/include"
mkdir "$work/include"
cp "$prefix/include/scibids.mk" "$work/include/"
project installed
echo 'print("from an installed scibids")' >"$project/main.py"
printf 'lz4\n' >"$project/requirements.txt"
makefile <<'END'
SCIBIDS_CMD = python3 main.py
END
installed=$(files "$prefix")
built 'a project that includes it' image
is "$(docker run --rm "$image")" 'from an installed scibids' 'its image runs'
is "$(files "$prefix")" "$installed" 'and nothing was written where it is installed'
run image
is "$status$out$err" 0 'a second time there is nothing to do'
run scibids-help
like "$out" '^  image +build, prove and tag the image' 'scibids-help works there'
make -s --no-print-directory -C "$SCIBIDS" uninstall prefix="$prefix" >"$work/out" 2>&1
ok $? 'uninstall prefix=...'
is "$(files "$prefix")" "$before" 'leaves what was there before'
finish
