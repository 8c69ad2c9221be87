#ifndef SCIBIDS_ESCAPE_H
#define SCIBIDS_ESCAPE_H

#include "base/str.h"

/* Text of strangers on one line. What a terminal could obey, what would show the line as another one, and bytes that are not UTF-8
   become octal escapes, "\012". */

/* Bytes of the character that S begins with; 0 if it is to be escaped. */
size_t str_printable(struct str s);

/* S to be looked at, in the arena; S itself if nothing is to be escaped. */
struct str str_show(struct str s);

/* S to be read back: backslashes are escaped as well. */
struct str str_escape(struct str s);

#endif
