#include "base/base.h"

#include "base/arena.h"
#include "inventory/inventory.h"
#include "lock/lock.h"
#include "lock/need.h"
#include "python/pep508.h"

/* The first need, with the name of its file only, and the number of the others. */
static struct str
via_of(const struct lock_apk *apk)
{
	size_t count = apk->needed_by.count;
	if (count == 0)
		return (struct str){ NULL, 0 };
	struct lock_need need = lock_need_parse(apk->needed_by.items[0]);
	need.file = str_sub(need.file, str_after_last(need.file, '/'), need.file.n);
	for (size_t i = 1; i < count; i++)
		need.others += 1 + lock_need_parse(apk->needed_by.items[i]).others;
	return lock_need_str(need);
}

/* Records what a lock does not say. */
static void
add_unjudged(struct inventory *inventory, const struct lock *lock)
{
	size_t wheels = 0, dot = str_find(lock->python, '.');
	struct component cpython = { .kind = COMPONENT_CPYTHON, .name = STR("cpython"), .version = lock->python, .location = lock->base_image };
	cpython.line = 1;
	if (str_find(str_sub(lock->python, dot + 1, lock->python.n), '.') + dot + 1 < lock->python.n)
		inventory_add(inventory, cpython);
	else
		inventory_unjudged(inventory, str_format("CPython %.*s of %.*s", STRF(lock->python), STRF(lock->base_image)),
		                   STR("the lock does not say which release: audit the image"));
	for (size_t i = 0; i < lock->package_count; i++)
		wheels += !lock_is_built(&lock->packages[i]);
	if (wheels > 0)
		inventory_unjudged(inventory, str_format("libraries bundled in %zu %s", wheels, wheels == 1 ? "wheel" : "wheels"), STR("only the image shows them"));
	if (!lock->complete)
		inventory_unjudged(inventory, STR("apk packages"), STR("the lock is not complete: run `make lock`"));
}

static void
add_needs(struct component_need **needs, size_t *count, size_t *capacity, const struct str_list *texts, bool constraint)
{
	for (size_t i = 0; i < texts->count; i++) {
		struct pep508 requirement;
		struct error error;
		if (!pep508_parse(texts->items[i], &requirement, &error))
			continue;
		arena_reserve(needs, *count, capacity);
		(*needs)[(*count)++] = (struct component_need){ requirement.project, requirement.versions, requirement.specifier, texts->items[i],
			                                        false, constraint };
	}
}

/* A package that is not from an index has no other release. */
static struct str
pinned_to(const struct lock_package *p)
{
	if (p->source == SOURCE_WHEEL || p->source == SOURCE_SDIST)
		return (struct str){ NULL, 0 };
	if (p->source == SOURCE_DIRECTORY)
		return str_format("the directory %.*s", STRF(p->path));
	if (p->source == SOURCE_VCS)
		return STR("a fixed revision of a repository");
	return p->file.n > 0 ? str_format("the file %.*s", STRF(p->file)) : STR("the file at a URL");
}

static struct component
python_of(const struct lock_package *p)
{
	struct component c = { .kind = COMPONENT_PYTHON, .name = p->name, .version = p->version, .pinned = pinned_to(p), .line = p->line };
	c.requested = p->required.count > 0;
	add_needs(&c.asked, &c.asked_count, &c.asked_capacity, &p->required, false);
	add_needs(&c.asked, &c.asked_count, &c.asked_capacity, &p->constrained, true);
	add_needs(&c.needs, &c.need_count, &c.need_capacity, &p->requires, false);
	return c;
}

bool
inventory_read_lock(struct str content, struct inventory *inventory, struct error *error)
{
	struct lock lock;
	*inventory = (struct inventory){ .kind = INVENTORY_LOCK, .distro = STR("alpine") };
	if (!lock_parse(content, &lock, error))
		return false;
	inventory->branch = str_format("v%.*s", STRF(lock.alpine));
	inventory->has_requests = inventory->has_asked = lock_has_requirements(&lock);
	for (size_t i = 0; i < lock.package_count; i++) {
		const struct lock_package *p = &lock.packages[i];
		struct component c = python_of(p);
		inventory->has_needs |= c.need_count > 0;
		if (p->version.n > 0)
			inventory_add(inventory, c);
		else
			inventory_unjudged(inventory, p->name, STR("its version is not in the lock"));
	}
	for (size_t i = 0; i < lock.runtime.count; i++) {
		const struct lock_apk *apk = &lock.runtime.items[i];
		inventory_add(inventory, (struct component){ .kind = COMPONENT_APK, .name = apk->name, .version = apk->version, .origin = apk->origin,
		                                             .via = via_of(apk), .line = apk->line });
	}
	add_unjudged(inventory, &lock);
	return true;
}
