#include "base/base.h"

#include <stdlib.h>

#include "apk/state.h"
#include "base/arena.h"

static void
problem(struct solver *s, struct str what)
{
	str_list_add(&s->closure->problems, what);
}

static struct str
full_name(const struct apk *apk)
{
	return str_format("%.*s-%.*s", STRF(apk->name), STRF(apk->version));
}

static struct str
asked_by(const struct apk *apk)
{
	return apk == NULL ? STR("asked for") : str_format("needed by %.*s", STRF(full_name(apk)));
}

static struct str
word_of(const struct apk_dependency *d)
{
	if (d->version.p == NULL)
		return str_format("%s%.*s", d->conflict ? "!" : "", STRF(d->name));
	return str_format("%s%.*s%.*s", d->conflict ? "!" : "", STRF(d->name),
	                  STRF(((struct str){ d->name.p + d->name.n, (size_t)(d->version.p + d->version.n - d->name.p) - d->name.n })));
}

static struct str
providers_of(const struct name_state *name)
{
	struct str_list names = { NULL, 0, 0 };
	struct text text = { NULL, 0, 0 };
	for (size_t i = 0; i < name->count; i++)
		str_list_add(&names, name->candidates[i].package->apk->name);
	str_list_unique(&names);
	for (size_t i = 0; i < names.count && i < 10; i++)
		text_addf(&text, "%s%.*s", i == 0 ? "" : ", ", STRF(names.items[i]));
	if (names.count > 10)
		text_add(&text, STR(", ..."));
	return text_str(&text);
}

void
solver_explain(struct solver *s, const struct name_state *name, const struct candidate *best)
{
	struct str by = asked_by(name->demanded_by), wanted = name->name->name;
	if (best == NULL && name->count == 0) {
		problem(s, str_format("%.*s: no package provides it (%.*s)", STRF(wanted), STRF(by)));
		return;
	}
	if (best == NULL) {
		problem(s, str_format("%.*s: apk chooses no provider by itself, name one of %.*s (%.*s)", STRF(wanted), STRF(providers_of(name)), STRF(by)));
		return;
	}
	const struct apk *apk = best->package->apk;
	const struct reason *why = &best->package->reason;
	struct apk_dependency d = why->need == NULL ? (struct apk_dependency){ .conflict = false } : why->need->dependency;
	if (why->rival != NULL)
		problem(s, str_format("%.*s: cannot be beside %.*s", STRF(full_name(apk)), STRF(full_name(why->rival))));
	else if (why->by != apk)
		problem(s, str_format("%.*s: excluded by %.*s (%.*s)", STRF(full_name(apk)), STRF(word_of(&d)), STRF(asked_by(why->by))));
	else if (d.conflict)
		problem(s, str_format("%.*s: cannot be beside %.*s", STRF(full_name(apk)), STRF(str_sub(word_of(&d), 1, SIZE_MAX))));
	else
		problem(s, str_format("%.*s: cannot have %.*s", STRF(full_name(apk)), STRF(word_of(&d))));
}

void
solver_clash(struct solver *s, const struct name_state *name, const struct apk *a, const struct apk *b)
{
	problem(s, str_format("%.*s: cannot be beside %.*s, both provide %.*s", STRF(full_name(b)), STRF(full_name(a)), STRF(name->name->name)));
}

/* Packages whose dependencies are still to be listed. */
struct stack {
	struct package_state **items;
	size_t count, capacity;
};

static void
list_package(struct solver *s, struct stack *stack, struct package_state *package)
{
	if (package->listed)
		return;
	package->listed = true;
	arena_reserve(&stack->items, stack->count, &stack->capacity);
	stack->items[stack->count++] = package;
	struct apk_closure *closure = s->closure;
	arena_reserve(&closure->apks, closure->count, &closure->capacity);
	closure->apks[closure->count++] = package->apk;
}

static void
list_need(struct solver *s, struct stack *stack, const struct need *need, const struct apk *by)
{
	const struct candidate *chosen = need->name->chosen;
	if (chosen != NULL && !need->dependency.conflict)
		list_package(s, stack, chosen->package);
	/* Where something could not be chosen, that it is missing says nothing more. */
	if (!solver_matches(s, need, chosen) && s->explained == 0)
		problem(s, str_format("%.*s: not met (%.*s)", STRF(word_of(&need->dependency)), STRF(asked_by(by))));
}

/* Whether the package was chosen and all that its install_if names is listed. */
static bool
is_added(const struct solver *s, struct package_state *package)
{
	for (size_t i = 0; i < package->conditions.count; i++) {
		const struct need *need = &package->conditions.items[i];
		if (!need->name->decided || !solver_matches(s, need, need->name->chosen) ||
		    (need->name->chosen != NULL && !need->name->chosen->package->listed))
			return false;
	}
	return package->triggered;
}

static void
list_all(struct solver *s, const struct needs *asked)
{
	struct stack stack = { NULL, 0, 0 };
	for (size_t i = 0; i < asked->count; i++)
		list_need(s, &stack, &asked->items[i], NULL);
	while (stack.count > 0) {
		struct package_state *package = stack.items[--stack.count];
		for (size_t i = 0; i < package->needs.count; i++)
			list_need(s, &stack, &package->needs.items[i], package->apk);
		for (size_t i = 0; i < package->grants.count; i++)
			for (struct package_list *l = package->grants.items[i].name->conditional; l != NULL; l = l->next) {
				const struct candidate *chosen = solver_name(s, l->package->apk->name)->chosen;
				if (chosen != NULL && chosen->package == l->package && is_added(s, l->package))
					list_package(s, &stack, l->package);
			}
	}
}

static int
compare_apks(const void *a, const void *b)
{
	const struct apk *x = *(const struct apk *const *)a, *y = *(const struct apk *const *)b;
	int order = str_cmp(x->name, y->name);
	if (order == 0)
		order = str_cmp(x->version, y->version);
	return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

void
apkindex_closure(struct apkindex *index, const struct str_list *words, struct apk_closure *closure)
{
	struct solver s;
	struct needs asked = { arena_take_array(words->count, sizeof(*asked.items)), 0 };
	struct str_list sorted = *words;
	*closure = (struct apk_closure){ NULL, 0, 0, { NULL, 0, 0 } };
	solver_begin(&s, index, closure);
	sorted.items = arena_grow(words->items, words->count, words->count, sizeof(*words->items));
	str_list_sort(&sorted);
	for (size_t i = 0; i < sorted.count; i++) {
		struct needs one = solver_needs(&s, sorted.items[i]);
		if (one.count != 1)
			problem(&s, str_format("'%.*s' is neither a package nor a dependency", STRF(sorted.items[i])));
		else
			asked.items[asked.count++] = one.items[0];
	}
	for (size_t i = 0; i < asked.count; i++)
		solver_discover(&s, asked.items[i].name);
	solver_solve(&s, &asked);
	s.explained = closure->problems.count;
	list_all(&s, &asked);
	if (closure->count > 1)
		qsort(closure->apks, closure->count, sizeof(*closure->apks), compare_apks);
	str_list_unique(&closure->problems);
}
