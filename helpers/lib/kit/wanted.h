#ifndef SCIBIDS_KIT_WANTED_H
#define SCIBIDS_KIT_WANTED_H

#include "kit/manifest.h"
#include "lock/lock.h"

/* What a kit must have for a lock to become an image without a network. */

/* A wheel or a source package. */
struct kit_artifact {
	struct str name, file, sha256;
};

struct kit_artifacts {
	struct kit_artifact *items; /* sorted by file, no repeats */
	size_t count, capacity;
};

/* Of the packages of LOCK, and of what those that are built are built with. False with *WHY: one comes from where a kit cannot have it
   from, or the lock does not say what it is built with. */
bool kit_artifacts(const struct lock *lock, struct kit_artifacts *artifacts, struct str *why);

/* The base image's path in a kit. */
struct str kit_base_path(const struct lock *lock);

/* Is anything compiled, so that the kit must have the toolbox's apks? */
bool kit_has_builds(const struct lock *lock);

/* What the MANIFEST of a kit lacks for LOCK, in one line; n 0: nothing. Adds the files that it has to PATHS. */
struct str kit_lacks(const struct lock *lock, const struct kit_artifacts *artifacts, const struct manifest *manifest, struct str_list *paths);

#endif
