#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "lock/layers.h"

static bool
is_wheel(const struct lock_package *p)
{
	/* A file from the project needs its own mount. */
	return !lock_is_built(p) && p->file.n == 0;
}

static int
by_group(const void *a, const void *b)
{
	const struct lock_package *x = *(const struct lock_package *const *)a, *y = *(const struct lock_package *const *)b;
	int order = is_wheel(x) - is_wheel(y);
	if (order == 0)
		order = str_cmp(x->group, y->group);
	return order != 0 ? order : str_cmp(x->name, y->name);
}

#define LARGE (1u << 20) /* bytes per package, on average */

static uint64_t
mean_size(const struct layer *layer)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < layer->count; i++)
		sum += layer->members[i]->size / layer->count;
	return sum;
}

static int
larger_first(const void *a, const void *b)
{
	const struct layer *x = a, *y = b;
	uint64_t m = mean_size(x), n = mean_size(y);
	if (m != n)
		return m < n ? 1 : -1;
	return str_cmp(x->stage, y->stage);
}

struct str
layer_stage(const struct lock_package *p)
{
	return str_format("%s-%.*s", lock_is_built(p) ? "build" : "wheel", STRF(p->name));
}

static struct str
stage_of(const struct layer *layer)
{
	const struct lock_package *p = layer->members[0];
	if (layer->count == 1 && (!layer->wheels || str_eq(p->group, p->name)))
		return layer_stage(p);
	return str_format("%s-%.*s", layer->wheels ? "wheels" : "builds", STRF(p->group));
}

struct layers
layers_of(const struct lock *lock)
{
	struct layers layers = { arena_take_array(lock->package_count, sizeof(struct layer)), 0, 0 };
	const struct lock_package **sorted = arena_take_array(lock->package_count, sizeof(*sorted));
	for (size_t i = 0; i < lock->package_count; i++)
		sorted[i] = &lock->packages[i];
	if (lock->package_count > 1)
		qsort(sorted, lock->package_count, sizeof(*sorted), by_group);
	for (size_t i = 0, n; i < lock->package_count; i += n) {
		bool wheels = is_wheel(sorted[i]);
		for (n = 1; i + n < lock->package_count && is_wheel(sorted[i + n]) == wheels && str_eq(sorted[i + n]->group, sorted[i]->group);)
			n++;
		struct layer *layer = &layers.items[layers.count++];
		*layer = (struct layer){ .members = &sorted[i], .count = n, .wheels = wheels };
		layer->stage = stage_of(layer);
	}
	if (layers.count > 1)
		qsort(layers.items, layers.count, sizeof(struct layer), larger_first);
	while (layers.large < layers.count && mean_size(&layers.items[layers.large]) >= LARGE)
		layers.large++;
	return layers;
}
