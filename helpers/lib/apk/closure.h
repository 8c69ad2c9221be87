#ifndef SCIBIDS_APK_CLOSURE_H
#define SCIBIDS_APK_CLOSURE_H

#include "apk/index.h"

/* The packages that `apk add` would install into an empty root, by the rules of apk-tools 2.14:

   - A dependency excludes every provider of its name that does not match; "!name" excludes those that do.
   - A package whose dependencies cannot be met is excluded, and so is a package that provides the same name as a chosen one, unless
     both provide it without a version.
   - A name with one provider left adds the dependencies of that one; a name with several adds those that all of them share.
   - Then the names are decided one by one, as apk_provider_compare() orders their providers: first those without an alternative and those that install_if
     adds, then those that nothing provides without a version, then those with the longest chain of dependencies below them.
   - A package whose install_if list is complete is added, unless it was excluded.

   Nothing is searched: like apk, it may report a conflict although a different choice would have worked. */

struct apk_closure {
	const struct apk **apks; /* sorted by name, then version */
	size_t count, capacity;
	struct str_list problems; /* one line each, sorted; empty if apk would install the packages */
};

/* Sets *CLOSURE for WORDS as on apk's command line: "libpq", "python3~3.11", "so:libz.so.1", "!busybox". */
void apkindex_closure(struct apkindex *index, const struct str_list *words, struct apk_closure *closure);

#endif
