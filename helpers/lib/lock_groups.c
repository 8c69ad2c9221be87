#include "base.h"

#include <stdlib.h>

#include "arena.h"
#include "lock_groups.h"

/* A wheel of this many bytes or more is a layer of its own; of the others one layer is made. */
enum { LARGE_WHEEL = 3 * 1024 * 1024, LARGE_WHEELS_AT_MOST = 16 };

static int
larger_first(const void *a, const void *b)
{
	const struct lock_package *x = *(struct lock_package *const *)a, *y = *(struct lock_package *const *)b;
	if (x->size != y->size)
		return x->size < y->size ? 1 : -1;
	return str_cmp(x->name, y->name);
}

void
lock_cut_groups(struct lock *lock, const struct lock *old)
{
	struct lock_package **wheels = arena_take_array(lock->package_count, sizeof(struct lock_package *));
	size_t count = 0, large = 0;
	for (size_t i = 0; i < lock->package_count; i++) {
		struct lock_package *p = &lock->packages[i];
		p->group = p->name;
		/* A file of the project needs a mount of its own. */
		if (!lock_is_built(p) && p->file.n == 0)
			wheels[count++] = p;
	}
	if (count > 1)
		qsort(wheels, count, sizeof(struct lock_package *), larger_first);
	for (size_t i = 0; i < count; i++) {
		const struct lock_package *before = old == NULL ? NULL : lock_find(old, wheels[i]->name);
		bool own = before != NULL && str_eq(before->sha256, wheels[i]->sha256) ? str_eq(before->group, before->name)
		                                                                       : wheels[i]->size >= LARGE_WHEEL;
		if (own && large < LARGE_WHEELS_AT_MOST)
			large++;
		else
			wheels[i]->group = STR("small");
	}
}
