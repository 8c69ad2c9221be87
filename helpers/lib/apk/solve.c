#include "base/base.h"

#include <stdlib.h>

#include "apk/problems.h"
#include "apk/solve.h"
#include "base/arena.h"

/* Alpine's desktops take some 50,000; a hostile index may be of packages that all provide and need each other. */
enum { MOST_STEPS = 50 * 1000 * 1000 };

static void
look_again(struct solver *s, struct name_state *name)
{
	if (name->queued || name->decided || !(name->demanded || name->recheck))
		return;
	name->queued = true;
	name->next = NULL;
	if (s->queue == NULL)
		s->queue = name;
	else
		s->queue_last->next = name;
	s->queue_last = name;
}

/* Queues NAME to be decided. A name that is demanded later is queued again: demanded names come first. */
static void
open_name(struct solver *s, struct name_state *name)
{
	if (name->decided)
		return;
	if (name->opened == 0)
		name->opened = ++s->opened;
	name_heap_push(&s->open, name);
}

static void
demand(struct solver *s, struct name_state *name, const struct apk *by)
{
	if (name->demanded)
		return;
	name->demanded = true;
	name->demanded_by = by;
	open_name(s, name);
	look_again(s, name);
}

/* The packages that need NAME may have lost what they need. */
static void
look_at_dependents(struct solver *s, const struct name_state *name)
{
	for (const struct package_list *l = name->dependents; l != NULL && s->steps < MOST_STEPS; l = l->next)
		for (size_t i = 0; i < l->package->grants.count; i++, s->steps++)
			look_again(s, l->package->grants.items[i].name);
}

static void
exclude(struct solver *s, struct package_state *package, struct reason reason)
{
	if (package->excluded)
		return;
	package->excluded = true;
	package->reason = reason;
	for (size_t i = 0; i < package->grants.count; i++) {
		look_again(s, package->grants.items[i].name);
		look_at_dependents(s, package->grants.items[i].name);
	}
}

bool
solver_matches(const struct solver *s, const struct need *need, const struct candidate *candidate)
{
	if (candidate == NULL)
		return need->dependency.conflict;
	return apk_dependency_matches(&need->dependency, candidate->provider->version, candidate->package->apk->checksum,
	                              s->index->tools) != need->dependency.conflict;
}

/* From here on the dependency holds (BY NULL: it was asked for): nothing else may be chosen for its name. */
static void
require(struct solver *s, const struct need *need, const struct apk *by)
{
	if (need->dependency.operator != APK_ANY || need->dependency.conflict)
		for (size_t i = 0; i < need->name->count; i++, s->steps++)
			if (!solver_matches(s, need, &need->name->candidates[i]))
				exclude(s, need->name->candidates[i].package, (struct reason){ need, by, NULL });
	if (!need->dependency.conflict)
		demand(s, need->name, by);
}

static void
expand(struct solver *s, struct package_state *package)
{
	if (package->expanded)
		return;
	package->expanded = true;
	for (size_t i = 0; i < package->needs.count; i++)
		require(s, &package->needs.items[i], package->apk);
}

static bool
can_hold(struct solver *s, const struct need *need)
{
	const struct name_state *name = need->name;
	if (name->decided)
		return solver_matches(s, need, name->chosen);
	if (need->dependency.conflict && !name->demanded)
		return true;
	for (size_t i = 0; i < name->count; i++, s->steps++)
		if (!name->candidates[i].package->excluded && solver_matches(s, need, &name->candidates[i]))
			return true;
	return false;
}

static void
exclude_hopeless(struct solver *s, struct name_state *name)
{
	for (size_t i = 0; i < name->count; i++) {
		struct package_state *package = name->candidates[i].package;
		for (size_t k = 0; k < package->needs.count && !package->excluded; k++)
			if (!can_hold(s, &package->needs.items[k]))
				exclude(s, package, (struct reason){ &package->needs.items[k], package->apk, NULL });
	}
}

static void
trigger(struct solver *s, struct name_state *name)
{
	for (size_t i = 0; i < name->count; i++) {
		struct package_state *package = name->candidates[i].package;
		bool holds = !package->excluded && package->conditions.count > 0;
		for (size_t k = 0; holds && k < package->conditions.count; k++) {
			const struct need *need = &package->conditions.items[k];
			holds = need->name->decided && solver_matches(s, need, need->name->chosen);
		}
		package->triggered |= holds;
		if (holds && !name->triggered) {
			name->triggered = true;
			open_name(s, name);
			name_heap_push(&s->first, name);
		}
	}
}

/* Marks, with a new stamp, the names that every remaining candidate of NAME has in D: (or provides): their SHARED is then the number that
   is returned. */
static size_t
count_shared(struct solver *s, const struct name_state *name, bool grants)
{
	size_t n = 0;
	s->stamp++;
	for (size_t i = 0; i < name->count; i++) {
		const struct package_state *package = name->candidates[i].package;
		const struct needs *list = grants ? &package->grants : &package->needs;
		for (size_t k = 0; k < list->count && !package->excluded; k++, s->steps++) {
			struct name_state *other = list->items[k].name;
			if (other->stamp != s->stamp) {
				other->stamp = s->stamp;
				other->shared = 0;
				other->unversioned = false;
			}
			if (other->shared != n || list->items[k].dependency.conflict)
				continue;
			other->shared = n + 1;
			other->unversioned |= list->items[k].dependency.version.p == NULL;
		}
		n += !package->excluded;
	}
	return n;
}

static bool
grants_name(struct solver *s, const struct package_state *package, const struct name_state *name, bool or_unversioned)
{
	for (size_t i = 0; i < package->grants.count; i++, s->steps++)
		if (package->grants.items[i].name == name || (or_unversioned && package->grants.items[i].dependency.version.p == NULL))
			return true;
	return false;
}

/* Whatever will be chosen for NAME also provides OTHER: what provides OTHER but not NAME cannot stand beside it. */
static void
exclude_rivals(struct solver *s, struct name_state *name, struct name_state *other, const struct apk *one)
{
	for (size_t i = 0; i < other->count; i++, s->steps++) {
		const struct candidate *c = &other->candidates[i];
		if (!c->package->excluded && !(other->unversioned && c->provider->version.p == NULL) &&
		    !grants_name(s, c->package, name, other->unversioned))
			exclude(s, c->package, (struct reason){ NULL, NULL, one });
	}
}

static bool
all_dependents_decided(struct solver *s, const struct name_state *name)
{
	for (const struct package_list *l = name->dependents; l != NULL; l = l->next)
		for (size_t i = 0; i < l->package->grants.count; i++, s->steps++)
			if (l->package->grants.items[i].name->seen && !l->package->grants.items[i].name->decided)
				return false;
	return true;
}

static void
look_at(struct solver *s, struct name_state *name)
{
	name->recheck = false;
	exclude_hopeless(s, name);
	trigger(s, name);
	if (!name->demanded)
		return;
	struct package_state *first = NULL;
	for (size_t i = name->count; i-- > 0;)
		if (!name->candidates[i].package->excluded)
			first = name->candidates[i].package;
	size_t n = count_shared(s, name, false);
	if (n == 1)
		expand(s, first);
	for (size_t i = 0; n > 1 && i < first->needs.count; i++) {
		struct name_state *shared = first->needs.items[i].name;
		if (shared->stamp == s->stamp && shared->shared == n && !first->needs.items[i].dependency.conflict)
			demand(s, shared, first->apk);
	}
	n = count_shared(s, name, true);
	for (size_t i = 0; n > 0 && i < first->grants.count; i++, s->steps++) {
		struct name_state *shared = first->grants.items[i].name;
		if (shared != name && shared->shared == n)
			exclude_rivals(s, name, shared, first->apk);
	}
	name->forced = n <= 1 && all_dependents_decided(s, name);
	if (name->forced)
		name_heap_push(&s->first, name);
}

static void
decide_as(struct solver *s, struct name_state *name, const struct candidate *chosen)
{
	if (name->decided) {
		const struct candidate *other = name->chosen;
		if (other != NULL && (chosen->provider->version.p != NULL || other->provider->version.p != NULL))
			solver_clash(s, name, other->package->apk, chosen->package->apk);
		return;
	}
	name->decided = true;
	name->chosen = chosen;
	for (size_t i = 0; chosen != NULL && i < name->count; i++, s->steps++) {
		const struct candidate *other = &name->candidates[i];
		if (other->package != chosen->package && (chosen->provider->version.p != NULL || other->provider->version.p != NULL))
			exclude(s, other->package, (struct reason){ NULL, NULL, chosen->package->apk });
	}
	look_at_dependents(s, name);
	for (const struct package_list *l = name->conditional; l != NULL; l = l->next) {
		struct name_state *conditional = solver_name(s, l->package->apk->name);
		conditional->recheck = conditional->seen;
		look_again(s, conditional);
	}
}

static const struct candidate *
candidate_of(const struct name_state *name, const struct package_state *package)
{
	for (size_t i = 0; i < name->count; i++)
		if (name->candidates[i].package == package)
			return &name->candidates[i];
	return NULL;
}

static const struct candidate *
best_of(struct solver *s, const struct name_state *name)
{
	const struct candidate *best = NULL;
	for (size_t i = 0; i < name->count; i++) {
		const struct candidate *c = &name->candidates[i];
		if (!name->demanded && !c->package->triggered)
			continue;
		if (!apk_provider_automatic(c->provider) && !solver_name(s, c->package->apk->name)->demanded)
			continue;
		int order = best == NULL ? 1 : (int)best->package->excluded - (int)c->package->excluded;
		if (order > 0 || (order == 0 && apk_provider_compare(c->provider, best->provider, s->index->tools) > 0))
			best = c;
	}
	return best;
}

static void
decide(struct solver *s, struct name_state *name)
{
	const struct candidate *best = best_of(s, name);
	if (best == NULL || best->package->excluded) {
		if (name->demanded)
			solver_explain(s, name, best);
		if (best == NULL) {
			decide_as(s, name, NULL);
			return;
		}
	}
	struct package_state *package = best->package;
	for (size_t i = 0; i < package->grants.count; i++) {
		struct name_state *granted = package->grants.items[i].name;
		decide_as(s, granted, candidate_of(granted, package));
	}
	expand(s, package);
}

static int
compare_opened(const struct heap_entry *a, const struct heap_entry *b)
{
	return (a->name->opened < b->name->opened) - (a->name->opened > b->name->opened);
}

static int
compare_open(const struct heap_entry *a, const struct heap_entry *b)
{
	if (a->demanded != b->demanded)
		return a->demanded ? -1 : 1;
	if (a->name->is_virtual != b->name->is_virtual)
		return a->name->is_virtual ? 1 : -1;
	if (a->name->chain != b->name->chain)
		return a->name->chain < b->name->chain ? 1 : -1;
	return compare_opened(a, b);
}

/* The name to decide next, or NULL. */
static struct name_state *
take_open(struct solver *s)
{
	struct name_state *name;
	while ((name = name_heap_pop(&s->first)) != NULL)
		if (!name->decided && (name->forced || name->triggered))
			return name;
	while ((name = name_heap_pop(&s->open)) != NULL)
		if (!name->decided)
			return name;
	return NULL;
}

void
solver_solve(struct solver *s, const struct needs *asked)
{
	struct name_state *name;
	s->open.compare = compare_open;
	s->first.compare = compare_opened;
	for (size_t i = 0; i < asked->count; i++)
		require(s, &asked->items[i], NULL);
	do {
		while ((name = s->queue) != NULL && s->steps < MOST_STEPS) {
			s->queue = name->next;
			name->queued = false;
			if (!name->decided)
				look_at(s, name);
		}
		name = take_open(s);
		if (name != NULL)
			decide(s, name);
	} while (name != NULL && s->steps < MOST_STEPS);
	if (name != NULL)
		str_list_add(&s->problems, STR("too many packages that exclude each other"));
}
