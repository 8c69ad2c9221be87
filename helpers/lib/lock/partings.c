#include "base/base.h"

#include "base/arena.h"
#include "lock/joint.h"
#include "python/pep508.h"

static bool
forbids(struct str specifier, struct str name, const struct pep440 *version)
{
	struct pep508 requirement;
	struct error error;
	return pep508_parse(specifier, &requirement, &error) && str_eq(requirement.project, name) && !pep440_set_match(&requirement.versions, version);
}

/* What in LOCK keeps the package from being VERSION. */
static struct str
reason(const struct lock *lock, const struct lock_package *p, struct str version)
{
	struct pep440 other;
	bool known = pep440_parse(version, &other);
	for (size_t i = 0; known && i < p->required.count; i++)
		if (forbids(p->required.items[i], p->name, &other))
			return str_format("%.*s is required there", STRF(p->required.items[i]));
	for (size_t i = 0; known && i < p->constrained.count; i++)
		if (forbids(p->constrained.items[i], p->name, &other))
			return str_format("a constraint there is %.*s", STRF(p->constrained.items[i]));
	for (size_t i = 0; known && i < lock->package_count; i++) {
		const struct lock_package *by = &lock->packages[i];
		for (size_t k = 0; k < by->requires.count; k++)
			if (forbids(by->requires.items[k], p->name, &other))
				return str_format("%.*s requires %.*s there", STRF(by->name), STRF(by->requires.items[k]));
	}
	if (p->source == SOURCE_WHEEL)
		return STR("the resolver chose its wheel there");
	return p->reason.n > 0 ? p->reason : STR("the resolver chose it there");
}

static void
add_place(struct text *out, struct str platform)
{
	text_addf(out, "%s%.*s", out->n > 0 ? ", " : "", STRF(platform));
}

static void
compare(const struct lock *locks, size_t count, struct str name, struct str_list *lines)
{
	struct text has = { NULL, 0, 0 }, lacks = { NULL, 0, 0 };
	const struct lock *first = NULL;
	const struct lock_package *of_first = NULL;
	for (size_t i = 0; i < count; i++) {
		const struct lock_package *p = lock_find(&locks[i], name);
		add_place(p != NULL ? &has : &lacks, locks[i].platform);
		if (p == NULL)
			continue;
		if (of_first == NULL) {
			first = &locks[i];
			of_first = p;
		} else if (!str_eq(p->version, of_first->version))
			str_list_add(lines, str_format("%.*s is %.*s for %.*s and %.*s for %.*s: %.*s", STRF(name), STRF(of_first->version), STRF(first->platform),
			                               STRF(p->version), STRF(locks[i].platform), STRF(reason(&locks[i], p, of_first->version))));
	}
	if (lacks.n > 0)
		str_list_add(lines, str_format("%.*s is for %.*s alone: nothing requires it for %.*s", STRF(name), STRF(text_str(&has)), STRF(text_str(&lacks))));
}

void
lock_partings(const struct lock *locks, size_t count, struct str_list *lines)
{
	struct str_list names = { NULL, 0, 0 };
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < locks[i].package_count; k++)
			str_list_add(&names, locks[i].packages[k].name);
	str_list_unique(&names);
	for (size_t i = 0; i < names.count; i++)
		compare(locks, count, names.items[i], lines);
}
