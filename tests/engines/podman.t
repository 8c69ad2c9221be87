#!/bin/sh
engine=podman
# Does the kit have a second kind of machine, and does an emulator run it?
[ ! -d "${SCIBIDS_TEST_KIT-}" ] || [ ! -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ] || joins=$(find "$SCIBIDS_TEST_KIT/apk" -path '*/main/aarch64')
# shellcheck source=tests/engines/ways.sh
. tests/engines/ways.sh
