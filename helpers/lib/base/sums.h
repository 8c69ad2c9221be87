#ifndef SCIBIDS_SUMS_H
#define SCIBIDS_SUMS_H

#include "base/str.h"

/* SHA-256 of large files, such as wheels in a project, remembered from one run of a program to the next: a file that has not changed is not
   read again.

   What is kept: a line "DEVICE INODE SIZE MTIME CTIME SHA256" for each, times in nanoseconds since 1970, all but the sum decimal; then a
   line with the SHA-256 of these. A file that deviates counts as missing. All but the sum must be as they were, and a file that changed
   less than FILE_RACY before the program began is not remembered. */

enum { SUMS_WORTH = 1 << 20 /* bytes: a smaller file is read each time */, SUMS_MOST = 1000 /* then the oldest go */ };

/* For programs: reads PATH. Without it nothing is remembered. */
void sums_open(const char *path);

/* As sha256_of_file(). */
bool sums_of_file(const char *path, struct str *digest);

/* Replaces PATH if there is something new. That it cannot be written is no error: the next run reads the files again. */
void sums_close(void);

#endif
