#ifndef SCIBIDS_RESOLUTION_H
#define SCIBIDS_RESOLUTION_H

#include "lock.h"

/* resolution.json, written in the toolbox by dockerfiles/resolve.py: {"time": RFC 3339, "packages": [{"name", "version",
   "source", "artifact", "sha256", "size", "reason", "url", "file", "commit",
   "path"}]}, the values as in scibids.lock. */

struct resolution {
	struct str time; /* n 0: the index does not date its files */
	struct lock_package *packages;
	size_t count;
};

/* CONTENT must stay alive. False with *ERROR. Names and values are checked when the lock that holds them is read. */
bool resolution_parse(struct str content, struct resolution *resolution, struct lock_error *error);

#endif
