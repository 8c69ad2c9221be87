#ifndef SCIBIDS_BUILDLOG_BUILDAH_H
#define SCIBIDS_BUILDLOG_BUILDAH_H

#include "base/str.h"

/* What podman's builder prints, as lines of BuildKit's plain progress (buildlog/line.h), so that one reader serves both.

   Buildah runs one step at a time, and a stage may begin while a COPY of another waits for it:
     [2/3] STEP 1/4: FROM image AS name    stage and step, the name with the first one; without "[2/3] " if there is one stage
     --> Using cache 0a1b                  the step was cached
     --> 0a1b                              it has ended
     [3/3] COMMIT name:tag
     Error: building at STEP "RUN x": while running runtime: exit status 1
   All other lines are what the step prints. */

struct buildah;

struct buildah *buildah_new(void);

/* The lines that BYTES of the output end, valid until the next call. NOW is in seconds since any fixed moment. */
struct str buildah_translate(struct buildah *b, struct str bytes, double now);

/* The same for what a last line without an end says, and for the step that is open. */
struct str buildah_end(struct buildah *b, double now);

#endif
