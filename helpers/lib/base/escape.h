#ifndef SCIBIDS_ESCAPE_H
#define SCIBIDS_ESCAPE_H

#include "base/str.h"

/* Appends S so that it fits on one line and reads back unambiguously: control characters, backslashes and bytes that are not UTF-8
   become octal escapes, "\012". */

void text_add_escaped(struct text *text, struct str s);

/* S escaped, in the arena; S itself if nothing needs it. */
struct str str_escape(struct str s);

#endif
