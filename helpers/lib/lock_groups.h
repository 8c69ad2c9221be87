#ifndef SCIBIDS_LOCK_GROUPS_H
#define SCIBIDS_LOCK_GROUPS_H

#include "lock.h"

/* Gives each package its group: the stage that installs it and the layer that it is in. OLD (NULL: none): the lock before.
   Each source build is a group: it has a stage anyway. Of the wheels the largest are, up to a number that keeps an
   image's layers few; a package that was one stays one, so that the other layers keep their digests. */
void lock_cut_groups(struct lock *lock, const struct lock *old);

#endif
