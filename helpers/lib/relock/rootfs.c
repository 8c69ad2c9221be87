#include "base/base.h"

#include "relock/make.h"

const char *const lock_rootfs_apks[] = { "alpine-baselayout-data", "ca-certificates-bundle", LOCK_INIT };
const char *const lock_rootfs_optional_apk = "tzdata";
const size_t lock_rootfs_apk_count = COUNT(lock_rootfs_apks);
