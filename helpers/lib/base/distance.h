#ifndef SCIBIDS_BASE_DISTANCE_H
#define SCIBIDS_BASE_DISTANCE_H

#include "base/str.h"

enum { DISTANCE_LONGEST = 255 };

/* Optimal string alignment distance: how many letters are added, removed, changed or swapped with the next one; LIMIT + 1 if there are
   more than LIMIT. A and B have at most DISTANCE_LONGEST bytes. */
size_t distance(struct str a, struct str b, size_t limit);

#endif
