#ifndef SCIBIDS_LOCK_MERGE_H
#define SCIBIDS_LOCK_MERGE_H

#include "lock/lock.h"

/* Makes of a text with conflicts a lock to keep pins of: what one side has alone, and what both have alike. It has no inputs and no
   runtime apks. False if neither side can be read; one that cannot be read has no say. */
bool lock_merge(struct str content, struct lock *lock, struct error *error);

#endif
