#ifndef SCIBIDS_RELOCK_GROUPS_H
#define SCIBIDS_RELOCK_GROUPS_H

#include "lock/lock.h"
#include "lock/settings.h"

/* Gives each package its group, which is a layer of the image and is named after its largest package at the time. One stage installs
   all wheels of a group; each source build, and each file from the project, has its own stage.

   With an OLD lock (or NULL), packages stay in their groups, so that unchanged layers keep their digests. A new package gets its own
   group or, if there is no room, joins the smallest.

   Without one, or if the old groups are too many, all are cut afresh. Packages of similar size share a group, so that small ones do not
   drag large ones along; so do packages that pin each other's exact version, because they change together. Large ones share none: their
   layers transfer better in parallel. One more group must save what its stage costs. A quarter of the budget stays free for new packages.

   There are at most LAYERS groups (2 or more). */
void lock_cut_groups(struct lock *lock, const struct lock *old, size_t layers);

/* The budget in SCIBIDS_LAYERS. False, with a line in PROBLEMS, if the value is invalid. */
bool lock_layers(const struct settings *settings, size_t *layers, struct str_list *problems);

#endif
