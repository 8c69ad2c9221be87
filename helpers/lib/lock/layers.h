#ifndef SCIBIDS_LOCK_LAYERS_H
#define SCIBIDS_LOCK_LAYERS_H

#include "lock/lock.h"

/* The groups of a lock as the layers of an image, the lowest first. What lies above a layer that changes is unpacked again:
   therefore the larger a layer's packages are on average, the lower it lies, for the small ones change as often. */
struct layer {
	struct str stage;
	const struct lock_package **members; /* sorted by name */
	size_t count;
	bool wheels; /* one stage installs them all; otherwise each has one of its own */
};

struct layers {
	struct layer *items;
	size_t count;
	size_t large; /* the first of them, that no small package comes to lie below of */
};

struct layers layers_of(const struct lock *lock);

/* The stage that makes this package by itself. */
struct str layer_stage(const struct lock_package *package);

#endif
