#ifndef SCIBIDS_TAIL_H
#define SCIBIDS_TAIL_H

#include "base/str.h"

/* The last lines of what a program printed, fit for a terminal, in fixed memory. */

enum { TAIL_LINES = 15, TAIL_TEXT = 240 /* bytes of a line */ };

struct tail {
	size_t count; /* the oldest line first */
	struct {
		size_t n;
		char text[TAIL_TEXT];
	} at[TAIL_LINES];
};

/* IN for a terminal, cut to SIZE bytes (at least 4, a cut ends with " ..."): valid UTF-8 without escape sequences, control
   characters and what turns the direction of writing. A tab is a blank; of a line that overwrites itself the last writing
   counts. Returns its length. */
size_t tail_clean(char *out, size_t size, struct str in);

/* Adds a clean line of at most TAIL_TEXT bytes. A line that is there already moves to the end, unless it has no letter:
   then it is a compiler's mark below a line. */
void tail_add(struct tail *tail, struct str line);

/* The lines; they stay in TAIL. */
struct str_list tail_list(const struct tail *tail);

#endif
