#ifndef SCIBIDS_BUILDLOG_OUTPUT_H
#define SCIBIDS_BUILDLOG_OUTPUT_H

#include "base/str.h"

/* What a line of a step's own output means. Lines are clean (base/tail.h). */

/* Progress of uv, which says nothing about a failure. */
bool buildkit_is_noise(struct str line);

/* Does LINE begin with how far the step is? "[345/1203] cc x.c" and "[ 28%] Building" as build systems print it, and
   "sha256:0a1b 12.58MB / 30.2MB 2.3s" of a download by BuildKit. *SHARE is that part, without brackets and the download's name and
   time, *REST what follows. */
bool buildkit_share(struct str line, struct str *share, struct str *rest);

#endif
