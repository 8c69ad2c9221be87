#ifndef SCIBIDS_PROGRAM_H
#define SCIBIDS_PROGRAM_H

#include "base/error.h"

/* What programs share beside their diagnostics: these end the process, so no code of the library calls them. */

/* The file's content, as file_read() gives it; else one line and exit status STALE where it is missing, BAD otherwise. */
struct str read_or_die(const char *path, size_t limit);

/* One line, error_str() with PATH where the error has none of its own, and exit status STALE where the file is missing, BAD
   otherwise. */
_Noreturn void die_at(const char *path, const struct error *error);

#endif
