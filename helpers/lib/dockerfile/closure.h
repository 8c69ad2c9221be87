#ifndef SCIBIDS_DOCKERFILE_CLOSURE_H
#define SCIBIDS_DOCKERFILE_CLOSURE_H

#include "dockerfile/read.h"

/* What a stage is made from, as one hash: PLATFORM, the text of the stage and of every stage that it uses, and the digests that TEXT, the
   Dockerfile, has in its first lines of the scripts that these mount. False if the stage also copies files from the build context, which
   the hash cannot cover. */
bool dockerfile_closure_hash(struct str text, const struct dockerfile_stages *stages, struct str platform, struct str name, struct str *hash);

#endif
