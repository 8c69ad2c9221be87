/* Requirements files: what follows from all of their lines together. */

#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "requirements/requirements.h"

struct named {
	struct str project;
	size_t order;
	const struct requirement *requirement;
};

static int
compare_names(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = str_cmp(x->project, y->project);
	return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* The requirements whose project is known, sorted by project and line. */
static struct named *
sort_named(const struct requirements *requirements, size_t *count)
{
	struct named *named = arena_take_array(requirements->count, sizeof(*named));
	*count = 0;
	for (size_t i = 0; i < requirements->count; i++) {
		const struct requirement *r = &requirements->items[i];
		if (r->spec.project.n > 0)
			named[(*count)++] = (struct named){ r->spec.project, i, r };
	}
	if (*count > 1)
		qsort(named, *count, sizeof(*named), compare_names);
	return named;
}

static struct str_list
in_both(const struct str_list *a, const struct str_list *b)
{
	struct str_list both = { NULL, 0, 0 };
	for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
		int order = str_cmp(a->items[i], b->items[k]);
		if (order == 0)
			str_list_add(&both, a->items[i]);
		i += order <= 0;
		k += order >= 0;
	}
	return both;
}

/* The hashes of COUNT requirements of one project; false when none has any. */
static bool
collect_hashes(const struct named *named, size_t count, struct str_list *allowed)
{
	struct str_list lists[2] = { { NULL, 0, 0 }, { NULL, 0, 0 } };
	for (size_t i = 0; i < count; i++) {
		const struct requirement *r = named[i].requirement;
		for (size_t k = 0; k < r->hashes.count; k++)
			str_list_add(&lists[r->constraint], r->hashes.items[k]);
	}
	str_list_unique(&lists[0]);
	str_list_unique(&lists[1]);
	if (lists[0].count == 0 || lists[1].count == 0)
		*allowed = lists[0].count == 0 ? lists[1] : lists[0];
	else
		*allowed = in_both(&lists[0], &lists[1]);
	return lists[0].count + lists[1].count > 0;
}

struct requirements_hashes *
requirements_hashes(const struct requirements *requirements, size_t *count)
{
	size_t n;
	struct named *named = sort_named(requirements, &n);
	struct requirements_hashes *hashes = arena_take_array(n, sizeof(*hashes));
	*count = 0;
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && str_eq(named[i].project, named[end].project); end++)
			;
		hashes[*count].project = named[i].project;
		*count += collect_hashes(named + i, end - i, &hashes[*count].allowed);
	}
	return hashes;
}

const struct requirement **
requirements_first(const struct requirements *requirements, size_t *count)
{
	size_t n;
	struct named *named = sort_named(requirements, &n);
	const struct requirement **first = arena_take_array(n, sizeof(*first));
	*count = 0;
	for (size_t i = 0; i < n; i++)
		if (!named[i].requirement->constraint && (*count == 0 || !str_eq(first[*count - 1]->spec.project, named[i].project)))
			first[(*count)++] = named[i].requirement;
	return first;
}
