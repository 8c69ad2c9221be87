#ifndef SCIBIDS_RELOCK_GROUPS_H
#define SCIBIDS_RELOCK_GROUPS_H

#include "lock/lock.h"
#include "lock/settings.h"

/* Gives each package its group, which is a layer of the image and has the name of its largest package at the time. Wheels of
   a group are installed by one stage; what is built, and a file of the project, has a stage of its own in any case.

   With an OLD lock (NULL: none) a package stays in its group, so that the layers that nothing else changes keep their digests.
   What is new gets a group of its own, and while there is no room for one, joins the smallest.

   Without one, or where the old groups are too many, all are cut anew: packages of about the same size share a group, as small
   ones would else move with large ones, and packages that name each other's exact version do, for they change together. A
   group more has to save what its stage costs. A quarter of the budget stays free for what is new.

   There are at most LAYERS groups (2 or more). */
void lock_cut_groups(struct lock *lock, const struct lock *old, size_t layers);

/* The budget that SCIBIDS_LAYERS says. False, with a line in PROBLEMS: it says none. */
bool lock_layers(const struct settings *settings, size_t *layers, struct str_list *problems);

#endif
