#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/grammar.h"
#include "lock/graph.h"
#include "python/pep508.h"

/* A quote could only belong to a marker's value. */
bool
lock_is_requirement(struct str s)
{
	struct pep508 requirement;
	struct error error;
	return is_plain_value(s) && pep508_parse(s, &requirement, &error) && requirement.marker.p == NULL && requirement.url.p == NULL &&
	       str_eq(requirement.name, requirement.project);
}

static struct str
project_of(struct str requirement)
{
	struct pep508 parsed;
	struct error error;
	return pep508_parse(requirement, &parsed, &error) ? parsed.project : (struct str){ NULL, 0 };
}

static bool
names_all(const struct str_list *list, struct str name, struct str *wrong)
{
	for (size_t i = 0; i < list->count; i++)
		if (!str_eq(project_of(list->items[i]), name)) {
			*wrong = list->items[i];
			return false;
		}
	return true;
}

bool
lock_graph_check(const struct lock *lock, const struct lock_package **package, struct str *requirement)
{
	struct str_list names = { NULL, 0, 0 };
	for (size_t i = 0; i < lock->package_count; i++)
		str_list_add(&names, lock->packages[i].name);
	str_list_sort(&names);
	for (size_t i = 0; i < lock->package_count; i++) {
		const struct lock_package *p = *package = &lock->packages[i];
		if (!names_all(&p->required, p->name, requirement) || !names_all(&p->constrained, p->name, requirement))
			return false;
		for (size_t k = 0; k < p->requires.count; k++) {
			struct str name = project_of(p->requires.items[k]);
			if (bsearch(&name, names.items, names.count, sizeof(struct str), str_compare) == NULL) {
				*requirement = p->requires.items[k];
				return false;
			}
		}
	}
	return true;
}
