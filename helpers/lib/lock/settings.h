#ifndef SCIBIDS_LOCK_SETTINGS_H
#define SCIBIDS_LOCK_SETTINGS_H

#include "base/str.h"

/* The settings file that make writes: a line NAME=value per public variable, the value as the user wrote it. */

struct settings {
	struct str text;
};

enum { SETTINGS_LIMIT = 1024 * 1024 };

/* The value of NAME, trimmed; n 0 if absent or empty. */
struct str settings_get(const struct settings *settings, const char *name);

/* Splits a value into words as a POSIX shell does: blanks, single and double quotes, backslash. Refuses what only a
   shell could expand, because no shell will: $ and ` except in single quotes, and | & ; < > ( ) * outside quotes. False with *WHY. */
bool settings_words(struct str value, struct str_list *words, struct str *why);

/* The words of a command: a JSON array of strings, as a Dockerfile has it, or what settings_words() makes of it. */
bool settings_command_words(struct str value, struct str_list *words, struct str *why);

/* Is the setting NAME, SCIBIDS_CMD or SCIBIDS_ENTRYPOINT, a command that an image without a shell can start? What only a shell or a
   Procfile's runner understands is refused. False with *WHY, which begins with NAME. */
bool settings_command_valid(const struct settings *settings, const char *name, struct str *why);

#endif
