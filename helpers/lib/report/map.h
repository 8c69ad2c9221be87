#ifndef SCIBIDS_REPORT_MAP_H
#define SCIBIDS_REPORT_MAP_H

#include "base/str.h"

/* Internal to report/: a treemap as HTML. A frame for each group, in it a box for each of its items, in two shapes, for a wide and for a
   narrow window. */

struct map_item {
	struct str name, version, href; /* HREF as an attribute may hold it */
	const char *class;
	uint64_t bytes;
};

struct map_group {
	struct str name, href;
	uint64_t bytes;
	struct map_item *items; /* the largest first */
	size_t count;
};

/* Groups and items of no bytes are left out, and small items drawn as one. Sorts GROUPS. */
struct str report_map(struct map_group *groups, size_t count);

#endif
