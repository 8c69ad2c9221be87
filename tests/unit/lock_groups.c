#include "base/base.h"

#include "base/arena.h"
#include "lock/layers.h"
#include "relock/groups.h"
#include "tap.h"

static struct lock_package
package(const char *name, uint64_t size, const char *requires)
{
	struct lock_package p = { .name = str_of(name), .version = STR("1"), .source = SOURCE_WHEEL, .size = size };
	if (requires != NULL)
		str_list_add(&p.requires, str_of(requires));
	return p;
}

static void
add(struct lock *lock, const char *name, uint64_t size, const char *requires)
{
	lock_add_package(lock, package(name, size, requires));
}

/* NAME-000 ... of COUNT wheels between 1 and 400 KB */
static struct lock
many(size_t count)
{
	struct lock lock = { 0 };
	for (size_t i = 0; i < count; i++)
		add(&lock, str_z(str_format("name-%03zu", i)), 1000 + i * 7919 % 400000, NULL);
	return lock;
}

static struct str
group(const struct lock *lock, const char *name)
{
	return lock_find(lock, str_of(name))->group;
}

static size_t
count_groups(const struct lock *lock)
{
	struct str_list names = { NULL, 0, 0 };
	for (size_t i = 0; i < lock->package_count; i++)
		str_list_add(&names, lock->packages[i].group);
	str_list_unique(&names);
	return names.count;
}

/* Has every package of OLD the group in LOCK that it had? */
static bool
all_kept(const struct lock *lock, const struct lock *old)
{
	for (size_t i = 0; i < old->package_count; i++) {
		const struct lock_package *p = lock_find(lock, old->packages[i].name);
		if (p != NULL && !str_eq(p->group, old->packages[i].group))
			return false;
	}
	return true;
}

static void
cuts_by_size(void)
{
	struct lock lock = { 0 };
	add(&lock, "certifi", 134000, NULL);
	add(&lock, "idna", 70000, NULL);
	add(&lock, "numpy", 17000000, NULL);
	add(&lock, "pyarrow", 45000000, NULL);
	add(&lock, "six", 11000, NULL);
	lock_cut_groups(&lock, NULL, 24);
	is(group(&lock, "numpy"), STR("numpy"), "a large package is a group");
	is(group(&lock, "pyarrow"), STR("pyarrow"), "another one is another group");
	is(group(&lock, "six"), group(&lock, "certifi"), "small ones share one, as a stage more would not pay");
	is(group(&lock, "six"), STR("certifi"), "which has the name of the largest");
	lock_cut_groups(&lock, NULL, 2);
	ok(count_groups(&lock) <= 2, "a budget of two is kept: %zu", count_groups(&lock));
}

static void
keeps_large_ones_apart(void)
{
	struct lock lock = many(100);
	add(&lock, "babel", 11000000, NULL);
	add(&lock, "matplotlib", 10900000, NULL);
	lock_cut_groups(&lock, NULL, 24);
	ok(!str_eq(group(&lock, "babel"), group(&lock, "matplotlib")), "large ones are apart, however many small ones there are");
	lock_cut_groups(&lock, NULL, 3);
	ok(count_groups(&lock) <= 3, "unless the budget is smaller: %zu", count_groups(&lock));
}

static void
joins_what_changes_together(void)
{
	struct lock lock = { 0 };
	add(&lock, "cuda", 600000000, NULL);
	add(&lock, "pydantic", 500000, "pydantic-core==2.50.5");
	add(&lock, "pydantic-core", 2500000, NULL);
	add(&lock, "torch", 900000000, "cuda==13.0");
	add(&lock, "tree", 500001, "trunk==1.*");
	add(&lock, "trunk", 7000000, NULL);
	lock_cut_groups(&lock, NULL, 24);
	is(group(&lock, "pydantic"), STR("pydantic-core"), "a package and the one whose version it names are a group");
	ok(!str_eq(group(&lock, "tree"), group(&lock, "trunk")), "but not where more versions fit");
	ok(!str_eq(group(&lock, "torch"), group(&lock, "cuda")), "nor where layers are better moved side by side");
}

static void
stays(void)
{
	struct lock old = many(300), lock = many(300), fewer = { 0 }, more = many(300);
	lock_cut_groups(&old, NULL, 24);
	size_t count = count_groups(&old);
	ok(count > 3 && count <= 18, "300 small packages are a few groups, and room is left: %zu", count);
	add(&lock, "zope", 50000, NULL);
	lock_cut_groups(&lock, &old, 24);
	ok(all_kept(&lock, &old), "a package more: all others stay");
	is(group(&lock, "zope"), STR("zope"), "it is a group of its own");
	for (size_t i = 0; i < 300; i++)
		if (i % 3 != 0)
			add(&fewer, str_z(old.packages[i].name), 1 + old.packages[i].size * (i % 7), NULL);
	lock_cut_groups(&fewer, &old, 24);
	ok(all_kept(&fewer, &old), "packages less, the others of another size: all stay");
	for (size_t i = 0; i < 40; i++)
		add(&more, str_z(str_format("zz-%02zu", i)), 5000, NULL);
	lock_cut_groups(&more, &old, 24);
	ok(all_kept(&more, &old) && count_groups(&more) == 24, "forty more: all stay, and the budget holds: %zu", count_groups(&more));
	lock_cut_groups(&more, &old, 5);
	ok(count_groups(&more) <= 5, "a smaller budget: all are cut anew: %zu", count_groups(&more));
}

static void
bounds_builds(void)
{
	struct lock lock = many(40);
	for (size_t i = 0; i < 40; i++)
		if (i % 2 == 0)
			lock.packages[i].source = SOURCE_SDIST;
	lock_cut_groups(&lock, NULL, 12);
	struct layers layers = layers_of(&lock);
	size_t members = 0;
	bool apart = true;
	for (size_t i = 0; i < layers.count; i++) {
		members += layers.items[i].count;
		for (size_t k = 0; k < layers.items[i].count; k++)
			apart = apart && lock_is_built(layers.items[i].members[k]) != layers.items[i].wheels;
	}
	ok(layers.count <= 12, "twenty builds and twenty wheels are twelve layers at most: %zu", layers.count);
	ok(members == 40 && apart, "every package is in one, and no build is beside a wheel");
	lock = many(3);
	lock.packages[1].file = STR("wheels/x.whl");
	lock_cut_groups(&lock, NULL, 24);
	is(group(&lock, "name-001"), STR("name-001"), "a wheel of the project is a group of its own");
}

static void
orders_layers(void)
{
	struct lock lock = { 0 };
	add(&lock, "a", 20, NULL);
	add(&lock, "b", 1000, NULL);
	add(&lock, "c", 30, NULL);
	lock.packages[0].group = lock.packages[2].group = STR("c");
	lock.packages[1].group = STR("b");
	struct layers layers = layers_of(&lock);
	ok(layers.count == 2, "two layers");
	is(layers.items[0].stage, STR("wheel-b"), "the one of large packages lies below");
	is(layers.items[1].stage, STR("wheels-c"), "and the one of small ones above");
}

static void
reads_budget(void)
{
	static const struct {
		const char *said;
		size_t layers;
	} cases[] = { { "", 24 }, { "2", 2 }, { "100", 100 }, { "1", 0 }, { "101", 0 }, { "x", 0 }, { "-3", 0 }, { "99999999999999999999", 0 } };
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str_list problems = { NULL, 0, 0 };
		struct settings settings = { str_format("SCIBIDS_LAYERS=%s\n", cases[i].said) };
		size_t layers = 0;
		bool good = lock_layers(&settings, &layers, &problems);
		ok(good == (cases[i].layers > 0) && (!good || layers == cases[i].layers) && problems.count == !good, "a budget of '%s'", cases[i].said);
	}
}

int
main(void)
{
	cuts_by_size();
	keeps_large_ones_apart();
	joins_what_changes_together();
	stays();
	bounds_builds();
	orders_layers();
	reads_budget();
	return tap_end();
}
