#ifndef SCIBIDS_APK_NEAREST_H
#define SCIBIDS_APK_NEAREST_H

#include "apk/index.h"

/* At most LIMIT names of the index that NAME may be misspelt from, all equally near, the shortest first: those with the fewest
   letters added, removed, changed or swapped (at most a third of them), or letters missing at the end. A name with so:, cmd: or pc:
   is compared with names of the same kind. */
void apkindex_nearest(const struct apkindex *index, struct str name, size_t limit, struct str_list *nearest);

/* "did you mean a, b or c?", or an empty string if nothing is near. */
struct str apkindex_hint(const struct apkindex *index, struct str name);

#endif
