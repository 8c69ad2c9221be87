#ifndef SCIBIDS_RELOCK_STALE_H
#define SCIBIDS_RELOCK_STALE_H

#include "base/yaml.h"
#include "lock/lock.h"
#include "lock/settings.h"

/* What a lock was made from, and whether that is still so. Paths of files are relative to the working directory. */

/* Adds the inputs: KNOWN has files with their hashes, as scibids-requirements printed them, OPENED files that the resolver and the
   build backends have read besides; and the settings. */
void lock_add_inputs(struct lock *lock, const struct settings *settings, const struct yaml *known, const struct str_list *opened);

/* *WHY is what makes LOCK stale, n 0 when nothing does. False: a record is malformed, and PROBLEMS says so. */
bool lock_stale(const struct lock *lock, const struct settings *settings, const struct yaml *known, const struct str_list *record_dirs,
                struct str *why, struct str_list *problems);

#endif
