#ifndef SCIBIDS_UTF8_H
#define SCIBIDS_UTF8_H

#include "base/str.h"

/* UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF. */

/* Bytes of the character that S begins with, and its code point in *POINT; 0 if S is empty or begins with no UTF-8. */
size_t utf8_decode(struct str s, uint32_t *point);

/* Is all of S UTF-8? */
bool utf8_is(struct str s);

/* C0, DEL or C1? */
bool utf8_is_control(uint32_t point);

/* Does it end a line, or change the direction of writing, so that a text looks like another one? */
bool utf8_misleads(uint32_t point);

#endif
