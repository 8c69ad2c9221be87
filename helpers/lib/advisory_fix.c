/* Whether a fix can be had now: what the branch's index has, what an upgraded lock has, what the packages around require. */

#include "base.h"

#include "advisory_match.h"
#include "arena.h"

static void
set(struct finding *f, enum fix fix, struct str why)
{
	f->fix = fix;
	f->fix_why = why;
}

static void
fix_apk(const struct audit *audit, struct finding *f)
{
	const struct apk *best = audit->index == NULL ? NULL : apkindex_find(audit->index, f->component->name);
	if (audit->index == NULL)
		set(f, FIX_UNKNOWN, STR("no index of the branch was given"));
	else if (best == NULL)
		set(f, FIX_NO, str_format("the index has no %.*s", STRF(f->component->name)));
	else if (f->fixed.n > 0 && secdb_affects(f->fixed, best->version) == 0)
		set(f, FIX_YES, str_format("%.*s %.*s is in the index", STRF(best->name), STRF(best->version)));
	else
		set(f, FIX_NO, str_format("the index has %.*s", STRF(best->version)));
}

/* The first component that requires the package in another version than the fixed one. */
static const struct component *
find_obstacle(const struct inventory *inventory, const struct finding *f, const struct pep440 *fixed, size_t *requirers, struct str *specifier)
{
	for (size_t i = 0; i < inventory->count; i++) {
		const struct component *c = &inventory->items[i];
		for (size_t k = 0; k < c->need_count; k++) {
			if (c->needs[k].extra || !str_eq(c->needs[k].project, f->component->name))
				continue;
			++*requirers;
			*specifier = c->needs[k].specifier;
			if (!pep440_set_match(&c->needs[k].versions, fixed))
				return c;
		}
	}
	return NULL;
}

static void
fix_required(const struct audit *audit, struct finding *f)
{
	struct pep440 fixed;
	size_t requirers = 0;
	struct str specifier;
	if (f->fixed.n == 0 || !pep440_parse(f->fixed, &fixed)) {
		set(f, FIX_NO, STR("no fixed release is known"));
		return;
	}
	if (!audit->inventory->has_needs) {
		set(f, FIX_UNKNOWN, STR("what the requirements allow is not known here"));
		return;
	}
	const struct component *obstacle = find_obstacle(audit->inventory, f, &fixed, &requirers, &specifier);
	if (obstacle != NULL)
		set(f, FIX_NO, str_format("%.*s requires %.*s%.*s", STRF(inventory_title(obstacle)), STRF(f->component->name), STRF(specifier)));
	else if (requirers > 0 && !f->component->requested)
		set(f, FIX_YES, STR("what requires it allows that"));
	else
		set(f, FIX_UNKNOWN, STR("what the requirements allow is not known here"));
}

/* Still there after an upgrade? */
static void
fix_upgraded(const struct audit *audit, struct finding *f)
{
	const struct component *now = inventory_find(audit->upgraded, f->component->name);
	struct inventory one = { .kind = INVENTORY_LOCK };
	struct audit again = { .advisories = audit->advisories, .inventory = &one };
	if (now == NULL) {
		set(f, FIX_YES, STR("`make lock-upgrade` leaves it out"));
		return;
	}
	inventory_add(&one, (struct component){ .kind = COMPONENT_PYTHON, .name = now->name, .version = now->version });
	audit_match(&again);
	for (size_t i = 0; i < again.count; i++)
		if (str_list_has(&again.findings[i].ids, f->id)) {
			set(f, FIX_NO, str_format("`make lock-upgrade` gives %.*s", STRF(now->version)));
			return;
		}
	set(f, FIX_YES, str_format("`make lock-upgrade PKG=%.*s` gives %.*s", STRF(now->name), STRF(now->version)));
}

void
finding_fix(const struct audit *audit, struct finding *f)
{
	if (f->component->kind == COMPONENT_APK)
		fix_apk(audit, f);
	else if (f->component->owner > 0)
		set(f, FIX_UNKNOWN, STR("Alpine has to fix it"));
	else if (f->component->kind == COMPONENT_CPYTHON)
		set(f, FIX_UNKNOWN, STR("by another base image"));
	else if (audit->upgraded != NULL)
		fix_upgraded(audit, f);
	else
		fix_required(audit, f);
}
