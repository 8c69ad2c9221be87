#ifndef SCIBIDS_ESCAPE_H
#define SCIBIDS_ESCAPE_H

#include "base/str.h"

/* Names that others chose, on a line of their own: control characters, backslashes and bytes that are no UTF-8 become octal
   escapes, "\012". */

void text_add_escaped(struct text *text, struct str s);

/* The same in the arena; S itself where nothing is to be escaped. */
struct str str_escape(struct str s);

#endif
