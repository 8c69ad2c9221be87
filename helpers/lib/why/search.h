#ifndef SCIBIDS_WHY_SEARCH_H
#define SCIBIDS_WHY_SEARCH_H

#include "apk/index.h"
#include "why/contents.h"
#include "why/table.h"

/* Which apks have what a build lacked. Looked for in this order: the packages' contents (headers and libraries), the
   table, what the index says that packages provide (so: cmd: pc:), and a guess by name that the index confirms. */

struct why_places {
	const struct apkindex *index;
	const struct why_table *table;       /* may be empty */
	const struct why_contents *contents; /* may be empty */
	const struct str_list *installed;    /* apks that the build had already */
};

struct why_candidate {
	struct str apk;
	struct str reason; /* "has usr/include/lber.h" */
	struct str path;   /* of a header or a library, where contents were at hand; n 0 otherwise */
	bool installed;
	bool also;  /* wanted together with the first */
};

enum { WHY_CANDIDATES = 6 };

struct why_candidates {
	struct why_candidate at[WHY_CANDIDATES]; /* the best first */
	size_t count;
	const struct why_entry *entry; /* what the table says, unless that is an apk; else NULL */
};

/* What may have NAME, as the KIND that lacked it. Packages that every toolbox has are left out. */
void why_search(const struct why_places *places, enum why_kind kind, struct str name, struct why_candidates *candidates);

/* A|B with or without "*" as the one package of the index that is meant; n 0: it has none of them. */
struct str why_apk_of(const struct apkindex *index, struct str alternatives);

#endif
