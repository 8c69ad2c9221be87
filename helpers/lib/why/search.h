#ifndef SCIBIDS_WHY_SEARCH_H
#define SCIBIDS_WHY_SEARCH_H

#include "apk/index.h"
#include "why/contents.h"
#include "why/table.h"

/* Which apks have what a build lacked. Searched in this order: the packages' contents (headers and libraries), the table, the index's
   provides (so: cmd: pc:), and guesses by name that the index confirms. */

struct why_places {
	const struct apkindex *index;
	const struct why_table *table;       /* may be empty */
	const struct why_contents *contents; /* may be empty */
	const struct str_list *installed;    /* apks that the build had */
};

struct why_candidate {
	struct str apk;
	struct str reason; /* "has usr/include/lber.h" */
	struct str path;   /* of a header or library, if contents were given; else n 0 */
	bool installed;
	bool also;  /* needed in addition to the first */
};

enum { WHY_CANDIDATES = 6 };

struct why_candidates {
	struct why_candidate at[WHY_CANDIDATES]; /* best first */
	size_t count;
	const struct why_entry *entry; /* the table's answer if it is not an apk, or NULL */
};

/* Candidates for NAME of KIND, without the packages that every toolbox has. */
void why_search(const struct why_places *places, enum why_kind kind, struct str name, struct why_candidates *candidates);

/* The index's package for "A|B", each possibly with "*"; n 0: it has neither. */
struct str why_apk_of(const struct apkindex *index, struct str alternatives);

#endif
