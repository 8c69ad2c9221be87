#ifndef SCIBIDS_LOCK_CONFLICT_H
#define SCIBIDS_LOCK_CONFLICT_H

#include "base/str.h"

/* The marks that git leaves where both sides of a merge have changed a text: lines that begin with seven <, |, = or >. */

enum conflict_side { CONFLICT_BOTH, CONFLICT_OURS, CONFLICT_BASE, CONFLICT_THEIRS };

/* The line of the first conflict in CONTENT; 0: none. */
int conflict_line(struct str content);

/* The text as SIDE has it. */
struct str conflict_side(struct str content, enum conflict_side side);

#endif
