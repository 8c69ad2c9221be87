#ifndef SCIBIDS_RECORD_ALPINE_H
#define SCIBIDS_RECORD_ALPINE_H

#include "base/str.h"

/* Releases of Alpine, "3.20" or "edge", and ranges of them: "3.20", "3.18 - 3.19" (both included), or comparisons joined by
   commas, ">=3.18, <3.20". */

/* RELEASE as a number that orders: 3.20 is 3020, "edge" the greatest; 0 if it is not a release. */
unsigned record_alpine(struct str release);

bool record_is_alpine_range(struct str range);

/* Does the valid range RANGE (p NULL: any) hold RELEASE? */
bool record_alpine_in(struct str range, unsigned release);

#endif
