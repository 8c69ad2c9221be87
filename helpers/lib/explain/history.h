#ifndef SCIBIDS_EXPLAIN_HISTORY_H
#define SCIBIDS_EXPLAIN_HISTORY_H

#include "explain/explain.h"

/* HISTORY/KEY/, a state for each of the last EXPLAIN_KEPT keys that got a tag; the newest is the one that was written last. */

/* 12 to 64 hexadecimal digits. */
bool explain_is_key(struct str s);

/* Writes the state of PATHS to HISTORY, in place of one with the same key, and removes the oldest beyond EXPLAIN_KEPT. Complete or not
   at all: it is renamed into its place. Files that are only ever replaced are linked, not copied. False with *WHAT. */
bool explain_remember(const char *history, const struct explain_paths *paths, struct str *what);

/* The newest key but KEY; n 0: there is none. */
struct str explain_previous(const char *history, struct str key);

#endif
