#include "base/base.h"

#include "base/arena.h"
#include "lock/allocator.h"

static const struct allocator allocators[] = {
	{ "mimalloc", "mimalloc2", "/usr/lib/libmimalloc-secure.so.2" },
	{ "mimalloc-insecure", "mimalloc2-insecure", "/usr/lib/libmimalloc-insecure.so.2" },
	{ "jemalloc", "jemalloc", "/usr/lib/libjemalloc.so.2" },
	{ "musl", NULL, NULL },
};

const struct allocator *
allocator_find(const struct settings *settings, struct str *why)
{
	struct str name = settings_get(settings, "SCIBIDS_MALLOC");
	if (name.n == 0)
		return &allocators[0];
	for (size_t i = 0; i < COUNT(allocators); i++)
		if (str_eq(name, str_of(allocators[i].name)))
			return &allocators[i];
	*why = str_format("SCIBIDS_MALLOC is '%.*s': it can be mimalloc, mimalloc-insecure, jemalloc or musl", STRF(name));
	return NULL;
}

struct str
allocator_preload(const struct settings *settings, const struct lock *lock)
{
	struct str why;
	const struct allocator *allocator = allocator_find(settings, &why);
	if (allocator == NULL || allocator->apk == NULL || lock_find_apk(&lock->runtime, str_of(allocator->apk)) == NULL)
		return STR("");
	return str_of(allocator->library);
}

struct str
allocator_missing(const struct settings *settings, const struct lock *lock)
{
	struct str why;
	const struct allocator *allocator = allocator_find(settings, &why);
	if (allocator == NULL || allocator->apk == NULL || lock_find_apk(&lock->runtime, str_of(allocator->apk)) != NULL)
		return STR("");
	return str_format("Alpine %.*s has no apk '%s': the image runs with musl's allocator", STRF(lock->alpine), allocator->apk);
}
