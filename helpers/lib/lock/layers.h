#ifndef SCIBIDS_LOCK_LAYERS_H
#define SCIBIDS_LOCK_LAYERS_H

#include "lock/lock.h"

/* A lock's groups as an image's layers, lowest first. All layers above a changed one are unpacked again, and small packages change
   as often as large ones, so the larger a layer's packages on average, the lower it lies. */
struct layer {
	struct str stage;
	const struct lock_package **members; /* sorted by name */
	size_t count;
	bool wheels; /* one stage installs them all; otherwise each package has its own stage */
};

struct layers {
	struct layer *items;
	size_t count;
	size_t large; /* number of leading large layers; small ones come after */
};

struct layers layers_of(const struct lock *lock);

/* The name of the stage that makes this package alone. */
struct str layer_stage(const struct lock_package *package);

#endif
