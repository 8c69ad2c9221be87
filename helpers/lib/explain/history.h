#ifndef SCIBIDS_EXPLAIN_HISTORY_H
#define SCIBIDS_EXPLAIN_HISTORY_H

#include "explain/explain.h"

/* HISTORY/KEY/: the states of the last EXPLAIN_KEPT keys that got a tag. The newest is the one written last. */

/* 12 to 64 hexadecimal digits. */
bool explain_is_key(struct str s);

/* Writes the state of PATHS to HISTORY, replacing one with the same key, and removes the oldest beyond EXPLAIN_KEPT. The state is
   renamed into place, so it is complete or absent. Files that are only ever replaced are linked, not copied. False with *WHAT. */
bool explain_remember(const char *history, const struct explain_paths *paths, struct str *what);

/* The newest key other than KEY; n 0: none. */
struct str explain_previous(const char *history, struct str key);

#endif
