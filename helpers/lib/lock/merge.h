#ifndef SCIBIDS_LOCK_MERGE_H
#define SCIBIDS_LOCK_MERGE_H

#include "lock/lock.h"

/* Turns a text with conflicts into a lock whose pins can be kept: the packages that one side alone has, and those on which both agree. It
   has no inputs and no runtime apks. False if neither side can be read; a side that cannot be read is ignored. */
bool lock_merge(struct str content, struct lock *lock, struct error *error);

#endif
