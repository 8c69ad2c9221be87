#ifndef SCIBIDS_APK_CLOSURE_H
#define SCIBIDS_APK_CLOSURE_H

#include "apk/index.h"

/* What `apk add` would install into an empty root. The rules are those of apk-tools 2.14:

   - A dependency excludes every provider of its name that does not match; "!name" excludes those that do.
   - A package whose dependencies cannot be met is excluded. What provides a name that a chosen package provides as well is
     excluded, unless both provide it without a version.
   - A name with one provider left brings that one's dependencies; one with several brings those that all of them have.
   - Then one name after the other is decided, as apkindex_provider() does: first those without an alternative and what
     install_if adds, then those that nothing provides without a version, then those with the longest chain of
     dependencies below them.
   - A package whose install_if list is there is added, unless it was excluded.

   It is no search: like apk, it may report a conflict where another choice would have worked. */

struct apk_closure {
	const struct apk **apks; /* sorted by name, then version */
	size_t count, capacity;
	struct str_list problems; /* one line each, sorted; none: apk would install it */
};

/* Of the dependencies in WORDS, as on apk's command line: "libpq", "python3~3.11", "so:libz.so.1", "!busybox". */
void apkindex_closure(struct apkindex *index, const struct str_list *words, struct apk_closure *closure);

#endif
