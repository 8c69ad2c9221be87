#ifndef SCIBIDS_MAP_H
#define SCIBIDS_MAP_H

#include "base/str.h"

/* From texts to pointers, in the arena. A zeroed map is empty. Names in an image are hostile: the hash begins differently in each process,
   so that nobody can prepare keys that all land in one place. */

struct map_entry {
	const void *in; /* equal keys in different places are different; NULL where there is one place */
	struct str key;
	void *value;
};

struct map {
	struct map_slot *slots;
	size_t count, capacity;
};

/* The value of KEY in IN, or NULL. */
void *map_get(const struct map *map, const void *in, struct str key);

/* The entry of KEY in IN. Its value is NULL if it is new: give it a copy of the key if KEY does not live as long as the map. */
struct map_entry *map_at(struct map *map, const void *in, struct str key);

#endif
