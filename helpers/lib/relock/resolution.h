#ifndef SCIBIDS_RELOCK_RESOLUTION_H
#define SCIBIDS_RELOCK_RESOLUTION_H

#include "base/error.h"
#include "lock/lock.h"

/* resolution.json, written in the toolbox by dockerfiles/scripts/resolve/resolve.py:

     {"time": RFC 3339, "warnings": [text], "inputs": [path], "packages": [{"name", "version", "source", "artifact", "sha256", "size",
      "reason", "url", "file", "commit", "path", "build-time", "required": [...], "constrained": [...], "requires": [...],
      "build-requires": [...], "config-settings": {name: [value]}, "env": {name: value},
      "build-environment": [{"name", "version", "artifact", "sha256", "size"}]}]}

   The values are as in scibids.lock. "time" is the build time of packages that give none; empty: their index does not date its
   files. "inputs" are files of the project that decide what is required, relative to it. */

struct resolution {
	struct lock_package *packages;
	size_t count;
	struct str_list warnings, inputs;
	struct str chains; /* which requirement led to each package: resolver_chain() */
};

/* CONTENT must stay alive. False with *ERROR. Every package gets a build time, in case it is built. Names and values are checked when
   the resulting lock is read. */
bool resolution_parse(struct str content, struct resolution *resolution, struct error *error);

#endif
