/* Whether a fix can be had now, by the branch's index, an upgraded lock, and what other packages require. */

#include "base/base.h"

#include "audit/match.h"
#include "base/arena.h"

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

/* Is a release as new as FIXED allowed? Exclusions of single versions do not matter, because later ones exist. */
static bool
allows(const struct component_need *need, const struct pep440 *fixed)
{
	struct pep440_set set = { arena_take_array(need->versions.count, sizeof(struct pep440_spec)), 0, 0 };
	for (size_t i = 0; i < need->versions.count; i++)
		if (need->versions.items[i].op != PEP440_NE)
			set.items[set.count++] = need->versions.items[i];
	return pep440_set_match(&set, fixed);
}

struct obstacle {
	struct str what;            /* n 0: none; for a package: what it requires */
	const struct component *by; /* the package in the way; NULL: the project itself */
	size_t requirers;           /* number of packages that need the one in question */
};

/* What in INVENTORY keeps the package from its fixed version. */
static struct obstacle
find_obstacle(const struct inventory *inventory, const struct component *c, const struct pep440 *fixed)
{
	struct obstacle obstacle = { .requirers = 0 };
	if (c->pinned.n > 0)
		obstacle.what = str_format("it is %.*s", STRF(c->pinned));
	for (size_t i = 0; i < c->asked_count && obstacle.what.n == 0; i++)
		if (!allows(&c->asked[i], fixed))
			obstacle.what = str_format("blocked by the %s %.*s", c->asked[i].constraint ? "constraint" : "requirement", STRF(c->asked[i].text));
	for (size_t i = 0; i < inventory->count && obstacle.what.n == 0; i++) {
		const struct component *other = &inventory->items[i];
		if (inventory_vendor(inventory, other) != NULL)
			continue;
		for (size_t k = 0; k < other->need_count && obstacle.what.n == 0; k++) {
			if (other->needs[k].extra || !str_eq(other->needs[k].project, c->name))
				continue;
			obstacle.requirers++;
			if (allows(&other->needs[k], fixed))
				continue;
			obstacle.by = other;
			obstacle.what = str_format("requires %.*s%.*s", STRF(c->name), STRF(other->needs[k].specifier));
		}
	}
	return obstacle;
}

/* Whether the project allows no other version of the package. */
static bool
is_forced(const struct component *c)
{
	for (size_t i = 0; i < c->asked_count; i++)
		for (size_t k = 0; k < c->asked[i].versions.count; k++) {
			const struct pep440_spec *spec = &c->asked[i].versions.items[k];
			if ((spec->op == PEP440_EQ && !spec->prefix) || spec->op == PEP440_ARBITRARY)
				return true;
		}
	return c->pinned.n > 0;
}

static void
set_obstacle(struct finding *f, const struct obstacle *obstacle, bool newest)
{
	if (obstacle->by == NULL)
		set(f, FIX_NO, obstacle->what);
	else if (newest || is_forced(obstacle->by))
		set(f, FIX_NO, str_format("blocked by %.*s, which %.*s", STRF(inventory_title(obstacle->by)), STRF(obstacle->what)));
	else
		set(f, FIX_UNKNOWN, str_format("%.*s %.*s; a newer one might allow it", STRF(inventory_title(obstacle->by)), STRF(obstacle->what)));
}

static void
fix_required(const struct audit *audit, struct finding *f)
{
	const struct inventory *inventory = audit->inventory;
	struct pep440 fixed;
	if (f->fixed.n == 0 || !pep440_parse(f->fixed, &fixed)) {
		set(f, FIX_NO, STR("no fixed release is known"));
		return;
	}
	struct obstacle obstacle = find_obstacle(inventory, f->component, &fixed);
	if (obstacle.what.n > 0)
		set_obstacle(f, &obstacle, false);
	else if (inventory->has_asked && f->component->rooted)
		set(f, FIX_YES, str_format("the requirements allow %.*s or later", STRF(f->fixed)));
	else if (inventory->kind != INVENTORY_LOCK && obstacle.requirers > 0 && !f->component->requested)
		set(f, FIX_YES, STR("what requires it allows that"));
	else
		set(f, FIX_UNKNOWN, STR("the requirements are unknown"));
}

static bool
is_affected(const struct audit *audit, const struct component *c, const struct finding *f)
{
	struct inventory one = { .kind = INVENTORY_LOCK };
	struct audit again = { .advisories = audit->advisories, .inventory = &one };
	inventory_add(&one, (struct component){ .kind = COMPONENT_PYTHON, .name = c->name, .version = c->version });
	audit_match(&again);
	for (size_t i = 0; i < again.count; i++)
		if (str_list_has(&again.findings[i].ids, f->id))
			return true;
	return false;
}

/* Why an upgrade's release is no better. */
static void
set_still(const struct audit *audit, const struct component *upgraded, struct finding *f)
{
	struct pep440 fixed;
	struct obstacle obstacle = { .requirers = 0 };
	bool known = f->fixed.n > 0 && pep440_parse(f->fixed, &fixed);
	if (known)
		obstacle = find_obstacle(audit->upgraded, upgraded, &fixed);
	if (obstacle.what.n > 0)
		set_obstacle(f, &obstacle, true);
	else if (!audit->upgraded->has_asked)
		set(f, FIX_NO, str_format("the requirements are locked themselves, to %.*s", STRF(upgraded->version)));
	else
		set(f, FIX_NO, str_format("no release %s: `make lock-upgrade` gives %.*s", known ? "that fits" : "has it fixed", STRF(upgraded->version)));
}

static bool
moves_alone(const struct audit *audit, const struct finding *f, struct str version)
{
	struct pep440 parsed;
	return pep440_parse(version, &parsed) && find_obstacle(audit->inventory, f->component, &parsed).what.n == 0;
}

/* Packages that require it may have to move, too. */
static void
set_upgrade(const struct audit *audit, struct finding *f, const struct component *upgraded)
{
	struct str name = upgraded->name;
	if (moves_alone(audit, f, upgraded->version))
		set(f, FIX_YES, str_format("%.*s is allowed by the requirements: `make lock-upgrade PKG=%.*s`", STRF(upgraded->version), STRF(name)));
	else if (moves_alone(audit, f, f->fixed))
		set(f, FIX_YES, str_format("%.*s or later is allowed by the requirements: `make lock-upgrade PKG=%.*s`", STRF(f->fixed), STRF(name)));
	else
		set(f, FIX_YES, str_format("%.*s is allowed by the requirements: `make lock-upgrade`", STRF(upgraded->version)));
}

/* Whether an upgrade removes it. */
static void
fix_upgraded(const struct audit *audit, struct finding *f)
{
	const struct component *now = inventory_find(audit->upgraded, f->component->name);
	if (now == NULL)
		set(f, FIX_YES, STR("`make lock-upgrade` leaves it out"));
	else if (is_affected(audit, now, f))
		set_still(audit, now, f);
	else
		set_upgrade(audit, f, now);
}

/* Only a release of the package that carries the copy can replace it. */
static void
fix_vendored(const struct audit *audit, struct finding *f, const struct component *vendor)
{
	struct str name = vendor->name;
	const struct component *now = audit->upgraded == NULL ? NULL : inventory_find(audit->upgraded, name);
	if (audit->upgraded == NULL)
		set(f, FIX_UNKNOWN, str_format("only a newer %.*s can replace its copy", STRF(name)));
	else if (now == NULL)
		set(f, FIX_YES, str_format("`make lock-upgrade` drops %.*s", STRF(name)));
	else if (str_eq(now->version, vendor->version))
		set(f, FIX_NO, str_format("it is a copy in %.*s, the newest allowed", STRF(inventory_title(vendor))));
	else
		set(f, FIX_UNKNOWN, str_format("%.*s may carry a newer copy: `make lock-upgrade PKG=%.*s`", STRF(inventory_title(now)), STRF(name)));
}

void
finding_fix(const struct audit *audit, struct finding *f)
{
	if (f->component->kind == COMPONENT_APK)
		fix_apk(audit, f);
	else if (inventory_vendor(audit->inventory, f->component) != NULL)
		fix_vendored(audit, f, inventory_vendor(audit->inventory, f->component));
	else if (f->component->owner > 0)
		set(f, FIX_UNKNOWN, STR("Alpine has to fix it"));
	else if (f->component->kind == COMPONENT_CPYTHON)
		set(f, FIX_UNKNOWN, STR("only a newer base image fixes it"));
	else if (audit->upgraded != NULL)
		fix_upgraded(audit, f);
	else
		fix_required(audit, f);
}
