#ifndef SCIBIDS_PROGRAM_H
#define SCIBIDS_PROGRAM_H

#include "base/error.h"

/* For programs only: these functions end the process on errors, with one line and STALE if a file is missing, otherwise BAD. */

/* The content of the file; "-" is stdin. */
struct str read_or_die(const char *path, size_t limit);

/* The file, open for reading; "-" is stdin. */
int open_or_die(const char *path);

/* Prints error_str(), with PATH if ERROR has none. */
_Noreturn void die_at(const char *path, const struct error *error);

#endif
