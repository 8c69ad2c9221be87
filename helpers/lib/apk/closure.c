#include "base/base.h"

#include <stdlib.h>

#include "apk/closure.h"
#include "apk/problems.h"
#include "apk/solve.h"
#include "base/arena.h"

/* Packages whose dependencies are still to be listed. */
struct stack {
	struct package_state **items;
	size_t count, capacity;
	struct apk_closure *closure;
	bool solved; /* without a problem */
};

static void
list_package(struct stack *stack, struct package_state *package)
{
	if (package->listed)
		return;
	package->listed = true;
	arena_reserve(&stack->items, stack->count, &stack->capacity);
	stack->items[stack->count++] = package;
	struct apk_closure *closure = stack->closure;
	arena_reserve(&closure->apks, closure->count, &closure->capacity);
	closure->apks[closure->count++] = package->apk;
}

static void
list_need(struct solver *s, struct stack *stack, const struct need *need, const struct apk *by)
{
	const struct candidate *chosen = need->name->chosen;
	if (chosen != NULL && !need->dependency.conflict)
		list_package(stack, chosen->package);
	/* A dependency that is not met follows from the problems of the solver, if it had any. */
	if (!solver_matches(s, need, chosen) && stack->solved)
		solver_unmet(s, need, by);
}

/* Was PACKAGE chosen, and is everything that its install_if names listed? */
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
list_all(struct solver *s, const struct needs *asked, struct apk_closure *closure)
{
	struct stack stack = { .closure = closure, .solved = s->problems.count == 0 };
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
					list_package(&stack, l->package);
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
	solver_begin(&s, index);
	sorted.items = arena_grow(words->items, words->count, words->count, sizeof(*words->items));
	str_list_sort(&sorted);
	for (size_t i = 0; i < sorted.count; i++) {
		struct needs one = solver_needs(&s, sorted.items[i]);
		if (one.count != 1)
			str_list_add(&s.problems, str_format("'%.*s' is neither a package nor a dependency", STRF(sorted.items[i])));
		else
			asked.items[asked.count++] = one.items[0];
	}
	for (size_t i = 0; i < asked.count; i++)
		solver_discover(&s, asked.items[i].name);
	solver_solve(&s, &asked);
	list_all(&s, &asked, closure);
	closure->problems = s.problems;
	if (closure->count > 1)
		qsort(closure->apks, closure->count, sizeof(*closure->apks), compare_apks);
	str_list_unique(&closure->problems);
}
