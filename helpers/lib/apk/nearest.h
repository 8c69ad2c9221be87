#ifndef SCIBIDS_APK_NEAREST_H
#define SCIBIDS_APK_NEAREST_H

#include "apk/index.h"

/* "did you mean a, b or c?", or an empty string if nothing is near: what NAME may be misspelt from, with the fewest letters added,
   removed, changed or swapped (at most a third of them), or letters missing at the end. A name with so:, cmd: or pc: is compared with names
   of the same kind. */
struct str apkindex_hint(const struct apkindex *index, struct str name);

#endif
