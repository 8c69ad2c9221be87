#include "base/base.h"

#include "lock/conflict.h"
#include "lock/merge.h"

static bool
is_alike(const struct lock_package *a, const struct lock_package *b)
{
	return a->source == b->source && str_eq(a->version, b->version) && str_eq(a->artifact, b->artifact) && str_eq(a->sha256, b->sha256) &&
	       str_eq(a->commit, b->commit) && str_eq(a->url, b->url) && str_eq(a->file, b->file) && str_eq(a->path, b->path);
}

/* Adds FROM's packages, except those that differ in OTHER or are there already. */
static void
add_packages(struct lock *lock, const struct lock *from, const struct lock *other)
{
	for (size_t i = 0; i < from->package_count; i++) {
		struct lock_package p = from->packages[i];
		const struct lock_package *there = lock_find(other, p.name);
		if ((there != NULL && !is_alike(&p, there)) || lock_find(lock, p.name) != NULL)
			continue;
		/* Its requirements may be what the two sides differ in. */
		p.requires = (struct str_list){ NULL, 0, 0 };
		lock_add_package(lock, p);
	}
}

bool
lock_merge(struct str content, struct lock *lock, struct error *error)
{
	struct lock ours, theirs;
	struct error other;
	bool has_ours = lock_parse(conflict_side(content, CONFLICT_OURS), &ours, error), has_theirs = lock_parse(conflict_side(content, CONFLICT_THEIRS), &theirs, &other);
	if (!has_ours && !has_theirs)
		return false;
	if (!has_ours)
		ours = theirs;
	if (!has_theirs)
		theirs = ours;
	*error = (struct error){ 0 };
	*lock = ours;
	lock->packages = NULL;
	lock->package_count = lock->package_capacity = lock->input_count = 0;
	lock->complete = false;
	if (!str_eq(ours.base_digest, theirs.base_digest))
		lock->base_digest = STR("");
	add_packages(lock, &ours, &theirs);
	add_packages(lock, &theirs, &ours);
	lock_sort(lock);
	return true;
}
