#ifndef SCIBIDS_TAIL_H
#define SCIBIDS_TAIL_H

#include "base/str.h"

/* The last lines of a program's output, cleaned for a terminal, in fixed memory. */

enum { TAIL_LINES = 15, TAIL_TEXT = 240 /* bytes of a line */ };

struct tail {
	size_t count; /* of lines in at[], the oldest first */
	struct {
		size_t n;
		char text[TAIL_TEXT];
	} at[TAIL_LINES];
};

/* Writes IN to OUT as valid UTF-8 without escape sequences, control characters and those that change the direction of writing. A
   tab becomes a blank; of a line that overwrites itself (CR) only the last text is kept. At most SIZE bytes, at least 4: a cut is
   marked with " ...". Returns the length. */
size_t tail_clean(char *out, size_t size, struct str in);

/* Adds a clean line of at most TAIL_TEXT bytes. A repeated line moves to the end, unless it has no letter, like the mark that a
   compiler prints below a line. */
void tail_add(struct tail *tail, struct str line);

/* The lines, which point into TAIL. */
struct str_list tail_list(const struct tail *tail);

/* Moves what is indented to the left. Installers indent what they quote but not their own last lines. */
void tail_unindent(struct str_list *lines);

#endif
