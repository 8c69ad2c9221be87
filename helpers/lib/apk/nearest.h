#ifndef SCIBIDS_APK_NEAREST_H
#define SCIBIDS_APK_NEAREST_H

#include "apk/index.h"

/* The names of the index that NAME may be a slip of, at most LIMIT, equally near, the shortest first: those with the
   fewest letters added, left out, changed or swapped (a third of them at most), or letters missing at the end. Names with
   so: cmd: or pc: for such a name only. */
void apkindex_nearest(const struct apkindex *index, struct str name, size_t limit, struct str_list *nearest);

/* "did you mean a, b or c?", or an empty string if nothing is near. */
struct str apkindex_hint(const struct apkindex *index, struct str name);

#endif
