#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/grammar.h"
#include "lock/lock.h"

static const char *const source_names[] = { "wheel", "sdist", "archive", "vcs", "directory" };

struct str
lock_source_name(enum lock_source source)
{
	return str_of(source_names[source]);
}

bool
lock_is_built(const struct lock_package *package)
{
	return package->source != SOURCE_WHEEL &&
	       !(package->source == SOURCE_ARCHIVE && str_ends(package->artifact, STR(".whl")));
}

bool
lock_has_builds(const struct lock *lock)
{
	for (size_t i = 0; i < lock->package_count; i++)
		if (lock_is_built(&lock->packages[i]))
			return true;
	return false;
}

bool
lock_has_requirements(const struct lock *lock)
{
	for (size_t i = 0; i < lock->package_count; i++)
		if (lock->packages[i].required.count > 0)
			return true;
	return false;
}

/* The first member of packages, inputs, apks and tools is their name. */
static int
compare_names(const void *a, const void *b)
{
	return str_compare(a, b);
}

struct lock_package *
lock_find(const struct lock *lock, struct str name)
{
	if (!lock->unsorted)
		return lock->package_count == 0 ? NULL : bsearch(&name, lock->packages, lock->package_count, sizeof(*lock->packages), compare_names);
	for (size_t i = 0; i < lock->package_count; i++)
		if (str_eq(lock->packages[i].name, name))
			return &lock->packages[i];
	return NULL;
}

void
lock_add_package(struct lock *lock, struct lock_package package)
{
	if (lock->package_count > 0 && str_cmp(lock->packages[lock->package_count - 1].name, package.name) > 0)
		lock->unsorted = true;
	arena_reserve(&lock->packages, lock->package_count, &lock->package_capacity);
	lock->packages[lock->package_count++] = package;
}

void
lock_add_input(struct lock *lock, struct str name, struct str sha256)
{
	arena_reserve(&lock->inputs, lock->input_count, &lock->input_capacity);
	lock->inputs[lock->input_count++] = (struct lock_input){ name, sha256 };
}

struct str
lock_input(const struct lock *lock, struct str name)
{
	for (size_t i = 0; i < lock->input_count; i++)
		if (str_eq(lock->inputs[i].name, name))
			return lock->inputs[i].sha256;
	return (struct str){ NULL, 0 };
}

void
lock_add_apk(struct lock_apks *apks, struct lock_apk apk)
{
	arena_reserve(&apks->items, apks->count, &apks->capacity);
	apks->items[apks->count++] = apk;
}

void
lock_add_tool(struct lock_tools *tools, struct lock_tool tool)
{
	arena_reserve(&tools->items, tools->count, &tools->capacity);
	tools->items[tools->count++] = tool;
}

const struct lock_apk *
lock_find_apk(const struct lock_apks *apks, struct str name)
{
	for (size_t i = 0; i < apks->count; i++)
		if (str_eq(apks->items[i].name, name))
			return &apks->items[i];
	return NULL;
}

static void
sort_by_name(void *items, size_t count, size_t size)
{
	if (count > 1)
		qsort(items, count, size, compare_names);
}

void
lock_sort(struct lock *lock)
{
	sort_by_name(lock->inputs, lock->input_count, sizeof(*lock->inputs));
	sort_by_name(lock->packages, lock->package_count, sizeof(*lock->packages));
	lock->unsorted = false;
	sort_by_name(lock->toolbox.items, lock->toolbox.count, sizeof(*lock->toolbox.items));
	sort_by_name(lock->runtime.items, lock->runtime.count, sizeof(*lock->runtime.items));
	for (size_t i = 0; i < lock->package_count; i++) {
		struct lock_package *p = &lock->packages[i];
		sort_by_name(p->build.items, p->build.count, sizeof(*p->build.items));
		sort_by_name(p->build_environment.items, p->build_environment.count, sizeof(*p->build_environment.items));
	}
	for (size_t i = 0; i < lock->runtime.count; i++)
		str_list_unique(&lock->runtime.items[i].needed_by);
}

struct str
lock_epoch(const struct lock *lock)
{
	return str_format("%lld", (long long)timestamp_seconds(lock->created));
}
