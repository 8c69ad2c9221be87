#ifndef SCIBIDS_PROGRAM_H
#define SCIBIDS_PROGRAM_H

#include "base/error.h"

/* For programs only: these functions end the process on errors. */

/* The content of the file. If it cannot be read, prints one line and exits, with STALE if it is missing, otherwise with BAD. */
struct str read_or_die(const char *path, size_t limit);

/* Prints error_str(), with PATH if ERROR has none, and exits, with STALE if the file is missing, otherwise with BAD. */
_Noreturn void die_at(const char *path, const struct error *error);

#endif
