#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "python/pep508.h"
#include "relock/groups.h"

/* STAGE_COST: the bytes that one more stage must save an upgrade. Where nothing has been built yet a stage takes 0.4 s of two cores,
   most of it the builder's, in which a megabyte of small packages is installed. With half of that an upgrade still moves less than a
   tenth of all packages in each of the benchmark's sets of requirements. TOGETHER: packages share a group up to this size, beyond which
   separate layers transfer better in parallel. CUT_WITH_CARE: units beyond this number, the smallest, form one group. LARGEST: the
   largest size that counts. */
#define STAGE_COST ((uint64_t)448 * 1024)
#define TOGETHER ((uint64_t)8 * 1024 * 1024)
#define LARGEST ((uint64_t)1 << 36)
enum { CUT_WITH_CARE = 2000, LAYERS = 24, LAYERS_LEAST = 2, LAYERS_MOST = 100 };

/* One package, or several that have to change together. */
struct unit {
	uint64_t size;
	struct str name; /* of the largest package */
	size_t root;     /* the unit that absorbed this one, or itself */
};

struct group {
	struct str name;
	uint64_t size;
};

struct groups {
	struct group *items;
	size_t count, capacity;
};

bool
lock_layers(const struct settings *settings, size_t *layers, struct str_list *problems)
{
	uint64_t n = LAYERS;
	struct str said = settings_get(settings, "SCIBIDS_LAYERS");
	if (said.n == 0 || (str_u64(said, &n) && n >= LAYERS_LEAST && n <= LAYERS_MOST)) {
		*layers = (size_t)n;
		return true;
	}
	str_list_add(problems, str_format("SCIBIDS_LAYERS is '%.*s': it can be a number from %d to %d", STRF(said), LAYERS_LEAST, LAYERS_MOST));
	return false;
}

/* Does the package have its own stage, whatever its layer? */
static bool
is_single(const struct lock_package *p)
{
	return lock_is_built(p) || p->file.n > 0;
}

static uint64_t
size_of(const struct lock_package *p)
{
	return p->size > LARGEST ? LARGEST : p->size;
}

static size_t
root_of(struct unit *units, size_t i)
{
	while (units[i].root != i)
		i = units[i].root = units[units[i].root].root;
	return i;
}

static void
join(struct unit *units, size_t a, size_t b)
{
	struct unit *x = &units[root_of(units, a)], *y = &units[root_of(units, b)];
	if (x == y || x->size + y->size > TOGETHER)
		return;
	bool first = x->size > y->size || (x->size == y->size && str_cmp(x->name, y->name) < 0);
	struct unit *into = first ? x : y, *from = first ? y : x;
	into->size += from->size;
	from->root = into->root;
}

/* Does the requirement name one version? */
static bool
is_exact(struct str requirement, struct str *project)
{
	struct pep508 parsed;
	struct error error;
	if (!pep508_parse(requirement, &parsed, &error))
		return false;
	*project = parsed.project;
	for (size_t i = 0; i < parsed.versions.count; i++)
		if (parsed.versions.items[i].op == PEP440_EQ && !parsed.versions.items[i].prefix)
			return true;
	return false;
}

/* One unit per package of the lock; WANTED ones that change together are joined. */
static struct unit *
make_units(const struct lock *lock, const bool *wanted)
{
	struct unit *units = arena_take_array(lock->package_count, sizeof(*units));
	for (size_t i = 0; i < lock->package_count; i++)
		units[i] = (struct unit){ .size = size_of(&lock->packages[i]), .name = lock->packages[i].name, .root = i };
	for (size_t i = 0; i < lock->package_count; i++) {
		const struct str_list *requires = &lock->packages[i].requires;
		for (size_t k = 0; wanted[i] && k < requires->count; k++) {
			struct str project;
			const struct lock_package *other = is_exact(requires->items[k], &project) ? lock_find(lock, project) : NULL;
			if (other != NULL && wanted[other - lock->packages])
				join(units, i, (size_t)(other - lock->packages));
		}
	}
	return units;
}

static int
larger_first(const void *a, const void *b)
{
	const struct unit *x = *(struct unit *const *)a, *y = *(struct unit *const *)b;
	if (x->size != y->size)
		return x->size < y->size ? 1 : -1;
	return str_cmp(x->name, y->name);
}

/* The units of WANTED packages, largest first. */
static struct unit **
sorted_units(const struct lock *lock, struct unit *units, const bool *wanted, size_t *count)
{
	struct unit **sorted = arena_take_array(lock->package_count, sizeof(*sorted));
	*count = 0;
	for (size_t i = 0; i < lock->package_count; i++)
		if (wanted[i] && units[i].root == i)
			sorted[(*count)++] = &units[i];
	if (*count > 1)
		qsort(sorted, *count, sizeof(struct unit *), larger_first);
	return sorted;
}

/* Cuts SORTED[0..COUNT) into runs: FROM[j] is where the run that ends before j begins. A run costs FEE plus, for each of its units, the
   size of the whole run, which an upgrade of the unit would transfer. Several units are at most MOST bytes. Returns the number of runs. */
static size_t
cut_runs(struct unit **sorted, size_t count, uint64_t fee, uint64_t most, size_t *from)
{
	uint64_t *cost = arena_take_array(count + 1, sizeof(*cost)), *sum = arena_take_array(count + 1, sizeof(*sum));
	size_t runs = 0;
	for (size_t j = 1; j <= count; j++) {
		sum[j] = sum[j - 1] + sorted[j - 1]->size;
		for (size_t i = j; i-- > 0 && (i + 1 == j || sum[j] - sum[i] <= most);) {
			uint64_t c = cost[i] + (j - i) * (sum[j] - sum[i]) + fee;
			if (i + 1 == j || c < cost[j]) {
				cost[j] = c;
				from[j] = i;
			}
		}
	}
	for (size_t j = count; j > 0; j = from[j])
		runs++;
	return runs;
}

/* Cuts the wheels afresh into at most MOST groups. */
static void
cut_wheels(struct lock *lock, const bool *wheels, size_t most)
{
	size_t count, *from;
	struct unit *units = make_units(lock, wheels), **sorted = sorted_units(lock, units, wheels, &count);
	size_t careful = count < CUT_WITH_CARE ? count : (size_t)CUT_WITH_CARE;
	uint64_t fee = STAGE_COST * careful, together = TOGETHER;
	from = arena_take_array(careful + 1, sizeof(*from));
	for (; cut_runs(sorted, careful, fee, together, from) > most; together += together / 4)
		fee += fee / 4;
	for (size_t j = careful; j > 0; j = from[j])
		for (size_t k = from[j]; k < j; k++)
			sorted[k]->name = sorted[from[j]]->name;
	for (size_t k = careful; k < count; k++)
		sorted[k]->name = sorted[careful - 1]->name;
	for (size_t i = 0; i < lock->package_count; i++)
		if (wheels[i])
			lock->packages[i].group = units[root_of(units, i)].name;
}

/* Gives builds and files a layer each; if that makes more than MOST, the smallest share one. Returns the number of layers. */
static size_t
cut_singles(struct lock *lock, const bool *wheels, size_t most)
{
	bool *singles = arena_take_array(lock->package_count, sizeof(*singles));
	size_t count;
	for (size_t i = 0; i < lock->package_count; i++)
		singles[i] = !wheels[i];
	struct unit *units = arena_take_array(lock->package_count, sizeof(*units));
	for (size_t i = 0; i < lock->package_count; i++)
		units[i] = (struct unit){ .size = size_of(&lock->packages[i]), .name = lock->packages[i].name, .root = i };
	struct unit **sorted = sorted_units(lock, units, singles, &count);
	for (size_t k = most; k < count; k++)
		sorted[k]->name = sorted[most - 1]->name;
	for (size_t i = 0; i < lock->package_count; i++)
		if (singles[i])
			lock->packages[i].group = units[i].name;
	return count < most ? count : most;
}

static struct group *
find_group(struct groups *groups, struct str name)
{
	for (size_t i = 0; i < groups->count; i++)
		if (str_eq(groups->items[i].name, name))
			return &groups->items[i];
	return NULL;
}

static void
add_to_group(struct groups *groups, struct str name, uint64_t size)
{
	struct group *group = find_group(groups, name);
	if (group == NULL) {
		arena_reserve(&groups->items, groups->count, &groups->capacity);
		group = &groups->items[groups->count++];
		*group = (struct group){ .name = name };
	}
	group->size += size;
}

/* Keeps the groups of wheels that OLD has, and marks the others FRESH. False if that makes more than MOST groups. */
static bool
keep_groups(struct lock *lock, const struct lock *old, const bool *wheels, size_t most, bool *fresh, struct groups *groups)
{
	for (size_t i = 0; i < lock->package_count; i++) {
		struct lock_package *p = &lock->packages[i];
		const struct lock_package *before = wheels[i] ? lock_find(old, p->name) : NULL;
		fresh[i] = wheels[i] && (before == NULL || is_single(before));
		if (before == NULL || fresh[i])
			continue;
		p->group = before->group;
		add_to_group(groups, p->group, size_of(p));
		if (groups->count > most)
			return false;
	}
	return groups->count > 0;
}

static struct str
smallest(const struct groups *groups)
{
	const struct group *least = &groups->items[0];
	for (size_t i = 1; i < groups->count; i++) {
		const struct group *g = &groups->items[i];
		if (g->size < least->size || (g->size == least->size && str_cmp(g->name, least->name) < 0))
			least = g;
	}
	return least->name;
}

/* Groups for the new wheels, beside the kept ones. */
static void
add_fresh(struct lock *lock, const bool *fresh, size_t most, struct groups *groups)
{
	size_t count;
	struct unit *units = make_units(lock, fresh), **sorted = sorted_units(lock, units, fresh, &count);
	for (size_t k = 0; k < count; k++) {
		if (groups->count >= most)
			sorted[k]->name = smallest(groups);
		add_to_group(groups, sorted[k]->name, sorted[k]->size);
	}
	for (size_t i = 0; i < lock->package_count; i++)
		if (fresh[i])
			lock->packages[i].group = units[root_of(units, i)].name;
}

void
lock_cut_groups(struct lock *lock, const struct lock *old, size_t layers)
{
	bool *wheels = arena_take_array(lock->package_count, sizeof(*wheels)), *fresh = arena_take_array(lock->package_count, sizeof(*fresh));
	struct groups groups = { NULL, 0, 0 };
	size_t count = 0;
	for (size_t i = 0; i < lock->package_count; i++)
		count += wheels[i] = !is_single(&lock->packages[i]);
	size_t most = layers - cut_singles(lock, wheels, count == 0 ? layers : layers - (layers + 2) / 3);
	if (count == 0)
		return;
	if (old != NULL && keep_groups(lock, old, wheels, most, fresh, &groups))
		add_fresh(lock, fresh, most, &groups);
	else
		cut_wheels(lock, wheels, most - most / 4);
}
