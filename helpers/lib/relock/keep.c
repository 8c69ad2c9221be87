#include "base/base.h"

#include "python/distfile.h"
#include "relock/make.h"

/* Can the package hold compiled files? A wheel for any platform cannot. */
static bool
is_native(const struct lock_package *p)
{
	struct distfile file;
	struct str why;
	return p->source != SOURCE_WHEEL || !distfile_parse(p->artifact, &file, &why) || !str_eq(file.platform, STR("any"));
}

static bool
same_tools(const struct lock_tools *a, const struct lock_tools *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++)
		if (!str_eq(a->items[i].name, b->items[i].name) || !str_eq(a->items[i].sha256, b->items[i].sha256))
			return false;
	return a->known == b->known && a->count == b->count;
}

/* Do P's files and record ask for the same as in BEFORE? A lock does not know a directory's files. */
static bool
asks_alike(const struct lock *lock, const struct lock_package *p, const struct lock *old, const struct lock_package *before)
{
	struct str record = str_format("record %.*s", STRF(p->name));
	return before != NULL && p->source != SOURCE_DIRECTORY && p->source == before->source && p->sha256.n > 0 &&
	       str_eq(p->sha256, before->sha256) && str_eq(p->build_time, before->build_time) && same_tools(&p->build_environment, &before->build_environment) &&
	       str_eq(p->untrimmed, before->untrimmed) && str_eq(lock_input(lock, record), lock_input(old, record));
}

/* Is everything in LOCK that may need an apk also in OLD, unchanged? */
static bool
asks_no_more(const struct lock *lock, const struct lock *old)
{
	for (size_t i = 0; i < lock->package_count; i++) {
		const struct lock_package *p = &lock->packages[i];
		if ((is_native(p) || p->run.count > 0) && !asks_alike(lock, p, old, lock_find(old, p->name)))
			return false;
	}
	return true;
}

static bool
has_still(const struct apkindex *index, const struct lock_apks *apks)
{
	for (size_t i = 0; i < apks->count; i++) {
		const struct apk *apk = apkindex_find(index, apks->items[i].name);
		if (apk == NULL || !str_eq(apk->version, apks->items[i].version))
			return false;
	}
	return true;
}

bool
lock_keep_runtime(struct lock *lock, const struct lock *old, const struct apkindex *index)
{
	struct str settings = STR("settings");
	if (old == NULL || !old->complete || lock_find_apk(&old->runtime, str_of(LOCK_INIT)) == NULL || lock->base_digest.n == 0 || !str_eq(lock->base_digest, old->base_digest) ||
	    !str_eq(lock->platform, old->platform) || !str_eq(lock_input(lock, settings), lock_input(old, settings)) ||
	    !asks_no_more(lock, old) || !asks_no_more(old, lock) || !has_still(index, &old->runtime))
		return false;
	lock->runtime = old->runtime;
	lock->complete = true;
	return true;
}
