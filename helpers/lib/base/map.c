#include "base/base.h"

#include <time.h>

#include "base/arena.h"
#include "base/map.h"

enum { FIRST_SLOTS = 256 };

struct map_slot {
	uint64_t hash;
	struct map_entry *entry; /* NULL: free */
};

/* FNV-1a from a start of this process. */
static uint64_t
hash_of(const void *in, struct str key)
{
	static uint64_t start;
	if (start == 0) {
		struct timespec now = { 0, 0 };
		clock_gettime(CLOCK_REALTIME, &now);
		start = ((uint64_t)now.tv_nsec << 20 ^ (uint64_t)now.tv_sec ^ (uint64_t)(uintptr_t)&now) | 1;
	}
	uint64_t h = start ^ (uint64_t)(uintptr_t)in * 0x9e3779b97f4a7c15u;
	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * 0x100000001b3u;
	h ^= h >> 32;
	return h * 0x9e3779b97f4a7c15u;
}

static size_t
first_of(const struct map *map, uint64_t hash)
{
	return (size_t)(hash >> 20) & (map->capacity - 1);
}

/* The slot that has KEY, or the free one where it belongs. */
static struct map_slot *
slot_of(const struct map *map, const void *in, struct str key, uint64_t hash)
{
	for (size_t i = first_of(map, hash);; i = (i + 1) & (map->capacity - 1)) {
		struct map_slot *slot = &map->slots[i];
		if (slot->entry == NULL || (slot->hash == hash && slot->entry->in == in && str_eq(slot->entry->key, key)))
			return slot;
	}
}

static void
grow(struct map *map)
{
	struct map larger = { .count = map->count, .capacity = map->capacity == 0 ? (size_t)FIRST_SLOTS : map->capacity * 2 };
	larger.slots = arena_take_array(larger.capacity, sizeof(*larger.slots));
	for (size_t i = 0; i < map->capacity; i++) {
		size_t to = first_of(&larger, map->slots[i].hash);
		while (larger.slots[to].entry != NULL)
			to = (to + 1) & (larger.capacity - 1);
		if (map->slots[i].entry != NULL)
			larger.slots[to] = map->slots[i];
	}
	*map = larger;
}

void *
map_get(const struct map *map, const void *in, struct str key)
{
	const struct map_slot *slot = map->count == 0 ? NULL : slot_of(map, in, key, hash_of(in, key));
	return slot == NULL || slot->entry == NULL ? NULL : slot->entry->value;
}

struct map_entry *
map_at(struct map *map, const void *in, struct str key)
{
	if (map->count * 2 >= map->capacity)
		grow(map);
	uint64_t hash = hash_of(in, key);
	struct map_slot *slot = slot_of(map, in, key, hash);
	if (slot->entry == NULL) {
		*slot = (struct map_slot){ hash, arena_take(sizeof(*slot->entry)) };
		*slot->entry = (struct map_entry){ in, key, NULL };
		map->count++;
	}
	return slot->entry;
}
