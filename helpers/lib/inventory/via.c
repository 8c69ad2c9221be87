/* Why a Python package is there. */

#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "inventory/inventory.h"

enum { VIA_LIMIT = 200 }; /* bytes */

/* A package by name; several versions of one may be there. */
struct named {
	struct str name;
	size_t number;
};

struct trace {
	struct inventory *inventory;
	struct named *names; /* sorted */
	size_t name_count;
	size_t *queue; /* numbers of the packages reached */
	size_t head, tail;
	bool *reached;
};

static int
compare_named(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = str_cmp(x->name, y->name);
	return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static void
sort_names(struct trace *t)
{
	t->names = arena_take_array(t->inventory->count + 1, sizeof(*t->names));
	for (size_t i = 0; i < t->inventory->count; i++)
		if (t->inventory->items[i].kind == COMPONENT_PYTHON && inventory_vendor(t->inventory, &t->inventory->items[i]) == NULL)
			t->names[t->name_count++] = (struct named){ t->inventory->items[i].name, i };
	if (t->name_count > 1)
		qsort(t->names, t->name_count, sizeof(*t->names), compare_named);
}

/* The first entry of the name, or name_count. */
static size_t
find(const struct trace *t, struct str name)
{
	size_t low = 0, high = t->name_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (str_cmp(t->names[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < t->name_count && str_eq(t->names[low].name, name) ? low : t->name_count;
}

static void
reach(struct trace *t, size_t number, size_t parent, bool rooted)
{
	if (t->reached[number])
		return;
	t->reached[number] = true;
	t->inventory->items[number].parent = parent;
	t->inventory->items[number].rooted = rooted;
	t->queue[t->tail++] = number;
}

/* Follows what the packages in the queue need; with EXTRA, also what only an extra needs. */
static void
follow(struct trace *t, bool extra)
{
	for (; t->head < t->tail; t->head++) {
		size_t number = t->queue[t->head];
		const struct component *c = &t->inventory->items[number];
		for (size_t i = 0; i < c->need_count; i++)
			for (size_t k = find(t, c->needs[i].project); (extra || !c->needs[i].extra) && k < t->name_count && str_eq(t->names[k].name, c->needs[i].project); k++)
				reach(t, t->names[k].number, number + 1, c->rooted);
	}
}

static void
follow_all(struct trace *t)
{
	follow(t, false);
	t->head = 0;
	follow(t, true);
}

/* Which packages another one needs, extras aside. */
static bool *
find_needed(const struct trace *t)
{
	bool *needed = arena_take_array(t->inventory->count + 1, sizeof(*needed));
	for (size_t i = 0; i < t->inventory->count; i++) {
		const struct component *c = &t->inventory->items[i];
		for (size_t n = 0; n < c->need_count; n++)
			for (size_t k = find(t, c->needs[n].project); !c->needs[n].extra && k < t->name_count && str_eq(t->names[k].name, c->needs[n].project); k++)
				needed[t->names[k].number] |= t->names[k].number != i;
	}
	return needed;
}

void
inventory_trace(struct inventory *inventory)
{
	struct trace t = { .inventory = inventory };
	sort_names(&t);
	t.queue = arena_take_array(inventory->count + 1, sizeof(*t.queue));
	t.reached = arena_take_array(inventory->count + 1, sizeof(*t.reached));
	for (size_t i = 0; i < t.name_count; i++)
		if (inventory->items[t.names[i].number].requested)
			reach(&t, t.names[i].number, 0, true);
	follow_all(&t);
	const bool *needed = find_needed(&t);
	for (size_t i = 0; i < t.name_count; i++)
		if (!needed[t.names[i].number])
			reach(&t, t.names[i].number, 0, !inventory->has_requests);
	follow_all(&t);
}

static struct str
root_text(const struct component *c)
{
	for (size_t i = 0; i < c->asked_count; i++)
		if (!c->asked[i].constraint)
			return c->asked[i].text;
	return (struct str){ NULL, 0 };
}

static struct str
chain(const struct inventory *inventory, const struct component *component)
{
	const struct component *c = component;
	struct str path = c->name, root = root_text(c);
	if (c->parent == 0 && !c->rooted)
		return (struct str){ NULL, 0 };
	if (c->parent == 0)
		return root.n > 0 ? str_format("requirement %.*s", STRF(root)) : STR("a requirement");
	while (c->parent > 0 && path.n < VIA_LIMIT) {
		c = &inventory->items[c->parent - 1];
		root = c->parent == 0 ? root_text(c) : (struct str){ NULL, 0 };
		path = str_format("%.*s > %.*s", STRF(root.n > 0 ? root : c->name), STRF(path));
	}
	return path;
}

/* "setuptools/_vendor" of ".../site-packages/setuptools/_vendor/wheel-0.45.1.dist-info/METADATA". */
static struct str
vendored_path(struct str location)
{
	size_t at = str_find_str(location, STR("-packages/"));
	if (at < location.n)
		location = str_sub(location, at + STR("-packages/").n, location.n);
	for (int names = 0; names < 2; names++) {
		location.n = str_after_last(location, '/');
		location.n -= location.n > 0;
	}
	return location;
}

struct str
inventory_via(const struct inventory *inventory, const struct component *component)
{
	const struct component *vendor = inventory_vendor(inventory, component);
	if (vendor != NULL)
		return str_format("%.*s (copy in %.*s)", STRF(vendor->name), STRF(vendored_path(component->location)));
	if (component->owner > 0)
		return str_format("apk %.*s", STRF(inventory->items[component->owner - 1].name));
	if (component->kind != COMPONENT_PYTHON)
		return component->via;
	if (inventory->has_needs || inventory->has_asked)
		return chain(inventory, component);
	if (!inventory->has_requests)
		return (struct str){ NULL, 0 };
	return component->requested ? STR("a requirement") : STR("a dependency");
}

void
inventory_add_requests(struct inventory *inventory, const struct inventory *lock)
{
	inventory->has_requests |= lock->has_requests;
	inventory->has_asked = lock->has_asked;
	for (size_t i = 0; i < inventory->count; i++) {
		struct component *c = &inventory->items[i];
		const struct component *said = c->kind == COMPONENT_PYTHON && c->owner == 0 ? inventory_find(lock, c->name) : NULL;
		if (said == NULL || !str_eq(said->version, c->version))
			continue;
		c->requested = said->requested;
		c->asked = said->asked;
		c->asked_count = said->asked_count;
		c->pinned = said->pinned;
		if (lock->has_asked) {
			c->needs = said->needs;
			c->need_count = said->need_count;
		}
	}
}
