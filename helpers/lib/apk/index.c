#include "base/base.h"

#include <time.h>

#include "apk/index.h"
#include "base/arena.h"

enum { FIRST_SLOTS = 1024, HASH_SHIFT = 20 };

/* FNV-1a with a start that differs per process, so that an index cannot be crafted to put all its names into one slot. */
static uint64_t
hash_of(struct str s)
{
	static uint64_t start;
	if (start == 0) {
		struct timespec now = { 0, 0 };
		clock_gettime(CLOCK_REALTIME, &now);
		start = ((uint64_t)(uintptr_t)&now ^ ((uint64_t)now.tv_nsec << 20) ^ (uint64_t)now.tv_sec) | 1;
	}
	uint64_t h = start;
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	h ^= h >> 32;
	return h * 0x9e3779b97f4a7c15u;
}

/* The slot that holds NAME, or the free one where it belongs. */
static size_t
slot_of(const struct apkindex *index, struct str name, uint64_t hash)
{
	size_t mask = index->slot_count - 1, i = (size_t)(hash >> HASH_SHIFT) & mask;
	while (index->slots[i].name != NULL && (index->slots[i].hash != hash || !str_eq(index->slots[i].name->name, name)))
		i = (i + 1) & mask;
	return i;
}

static void
grow_slots(struct apkindex *index)
{
	const struct apk_slot *old = index->slots;
	size_t old_count = index->slot_count, mask;
	index->slot_count = old_count == 0 ? (size_t)FIRST_SLOTS : old_count * 2;
	index->slots = arena_take_array(index->slot_count, sizeof(*index->slots));
	mask = index->slot_count - 1;
	for (size_t i = 0; i < old_count; i++) {
		size_t slot = (size_t)(old[i].hash >> HASH_SHIFT) & mask;
		while (old[i].name != NULL && index->slots[slot].name != NULL)
			slot = (slot + 1) & mask;
		if (old[i].name != NULL)
			index->slots[slot] = old[i];
	}
}

struct apk_name *
apkindex_intern(struct apkindex *index, struct str name)
{
	if (index->name_count * 2 >= index->slot_count)
		grow_slots(index);
	uint64_t hash = hash_of(name);
	size_t slot = slot_of(index, name, hash);
	if (index->slots[slot].name != NULL)
		return index->slots[slot].name;
	struct apk_name *entry = arena_take(sizeof(*entry));
	*entry = (struct apk_name){ .name = name, .number = index->name_count };
	arena_reserve(&index->names, index->name_count, &index->name_capacity);
	index->names[index->name_count++] = entry;
	index->slots[slot] = (struct apk_slot){ hash, entry };
	return entry;
}

static void
add_provider(struct apkindex *index, const struct apk *apk, struct str name, struct str version)
{
	struct apk_name *entry = apkindex_intern(index, name);
	struct apk_provider *provider = arena_take(sizeof(*provider));
	*provider = (struct apk_provider){ apk, version, NULL };
	if (entry->last == NULL)
		entry->first = provider;
	else
		entry->last->next = provider;
	entry->last = provider;
	entry->count++;
}

static void
add_package(struct apkindex *index, const struct apk *record)
{
	struct apk *apk = arena_take(sizeof(*apk));
	*apk = *record;
	apk->number = index->count;
	apk->source = index->path_count - 1;
	arena_reserve(&index->apks, index->count, &index->capacity);
	index->apks[index->count++] = apk;
	add_provider(index, apk, apk->name, apk->version);
	struct str rest = apk->provides, word;
	struct apk_dependency d;
	while (str_word(&rest, &word))
		if (apk_dependency_parse(word, &d) && !str_eq(d.name, apk->name))
			add_provider(index, apk, d.name, d.version);
}

bool
apkindex_add_text(struct apkindex *index, struct str text, bool installed, const char *path, struct error *error)
{
	struct apk_reader reader = { path, text, 0, installed };
	struct apk apk;
	int got;
	arena_reserve(&index->paths, index->path_count, &index->path_capacity);
	index->paths[index->path_count++] = path;
	while ((got = apk_reader_next(&reader, &apk, error)) > 0)
		add_package(index, &apk);
	return got == 0;
}

bool
apkindex_add(struct apkindex *index, const char *path, struct error *error)
{
	struct str text;
	return apk_text_read(path, &text, error) && apkindex_add_text(index, text, false, path, error);
}

bool
apkindex_add_all(struct apkindex *index, const struct str_list *paths, struct error *error)
{
	for (size_t i = 0; i < paths->count; i++)
		if (!apkindex_add(index, paths->items[i].p, error))
			return false;
	return true;
}

const struct apk_name *
apkindex_providers(const struct apkindex *index, struct str name)
{
	const struct apk_name *entry = index->slot_count == 0 ? NULL : index->slots[slot_of(index, name, hash_of(name))].name;
	return entry != NULL && entry->first != NULL ? entry : NULL;
}

const struct apk *
apkindex_find(const struct apkindex *index, struct str name)
{
	const struct apk_name *entry = apkindex_providers(index, name);
	const struct apk *best = NULL;
	for (const struct apk_provider *p = entry == NULL ? NULL : entry->first; p != NULL; p = p->next)
		if (str_eq(p->apk->name, name) &&
		    (best == NULL || apk_version_compare(p->apk->version, best->version, index->tools) > 0))
			best = p->apk;
	return best;
}

int
apk_provider_compare(const struct apk_provider *a, const struct apk_provider *b, enum apk_tools tools)
{
	int order = a->version.p == NULL || b->version.p == NULL ? 0 : apk_version_compare(a->version, b->version, tools);
	if (order == 0 && str_eq(a->apk->name, b->apk->name))
		order = apk_version_compare(a->apk->version, b->apk->version, tools);
	if (order == 0)
		order = (a->apk->provider_priority > b->apk->provider_priority) - (a->apk->provider_priority < b->apk->provider_priority);
	if (order == 0)
		order = (a->apk->source < b->apk->source) - (a->apk->source > b->apk->source);
	return order;
}

bool
apk_provider_automatic(const struct apk_provider *provider)
{
	return provider->version.p != NULL || provider->apk->provider_priority != 0;
}
