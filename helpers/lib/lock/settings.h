#ifndef SCIBIDS_LOCK_SETTINGS_H
#define SCIBIDS_LOCK_SETTINGS_H

#include "base/str.h"

/* The settings file that make writes: a line NAME=value for each public variable, the value as the user wrote it. */

struct settings {
	struct str text;
};

/* Reads the file; false sets errno. */
bool settings_read(const char *path, struct settings *settings);

/* The value of NAME, without blanks at both ends; n 0 when absent or empty. */
struct str settings_get(const struct settings *settings, const char *name);

/* A value's words as a POSIX shell splits it: blanks, single and double quotes, backslash. A word that only a shell
   could expand ($, `, |, &, ;, <, >, * outside quotes) is refused, for no shell will read it. False with *WHY. */
bool settings_words(struct str value, struct str_list *words, struct str *why);

/* The SHA-256 of the lines of the given names, count of them: what a lock depends on. */
struct str settings_hash(const struct settings *settings, const char *const *names, size_t count);

#endif
