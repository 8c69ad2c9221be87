#ifndef SCIBIDS_REPORT_HTML_H
#define SCIBIDS_REPORT_HTML_H

#include "base/str.h"

/* Text of others in a page that is HTML and well-formed XML alike. */

/* S for an element's content or an attribute's value in double quotes. A byte that is no UTF-8 and a character that XML cannot hold become
   U+FFFD; characters that turn the direction of text become visible. In the arena. */
struct str html(struct str s);

/* "45.2 MB" with a no-break space. */
struct str html_bytes(uint64_t n);

/* PART of WHOLE in per cent with one decimal, "12.5"; 0 of nothing. */
struct str html_share(uint64_t part, uint64_t whole);

/* A text as its SHA-256 in a Content-Security-Policy: "sha256-...". */
struct str html_policy_hash(struct str text);

#endif
