#include "base/base.h"

#include <stdlib.h>

#include "apk/version.h"
#include "audit/match.h"
#include "base/arena.h"

/* What Alpine says about a vulnerability in a source package. */
struct fact {
	struct str names; /* joined by + */
	struct str fixed;
	int affects; /* see secdb_affects() */
	bool never;
};

struct facts {
	struct fact *items;
	size_t count, capacity;
};

static struct finding *
add_finding(struct audit *audit, const struct component *component, struct str package)
{
	arena_reserve(&audit->findings, audit->count, &audit->capacity);
	struct finding *f = &audit->findings[audit->count++];
	*f = (struct finding){ .component = component, .package = package, .score = -1 };
	return f;
}

static void
add_names(struct str_list *ids, struct str names)
{
	while (names.p != NULL)
		str_list_add(ids, str_cut(&names, '+'));
}

static bool
have_common(struct str names, const struct str_list *ids)
{
	while (names.p != NULL)
		if (str_list_has(ids, str_cut(&names, '+')))
			return true;
	return false;
}

/* FIXED p NULL: a rejection. */
static void
add_facts(struct facts *facts, struct str names, struct str fixed, struct str version)
{
	struct str word;
	while (str_word(&names, &word)) {
		struct fact fact = { .names = word, .fixed = fixed, .never = fixed.p == NULL || str_eq(fixed, STR("0")) };
		fact.affects = fact.never ? 0 : secdb_affects(fixed, version);
		arena_reserve(&facts->items, facts->count, &facts->capacity);
		facts->items[facts->count++] = fact;
	}
}

static struct facts
read_facts(const struct audit *audit, const struct component *c)
{
	struct facts facts = { NULL, 0, 0 };
	struct str branch = audit->inventory->branch, line, rest;
	rest = advisory_find(audit->advisories, str_format("a %.*s %.*s\t", STRF(branch), STRF(c->origin)));
	while (str_line(&rest, &line)) {
		str_cut(&line, '\t');
		while (line.p != NULL) {
			struct str ids = str_cut(&line, '\t'), version;
			if (str_word(&ids, &version))
				add_facts(&facts, ids, version, c->version);
		}
	}
	rest = advisory_find(audit->advisories, str_format("r %.*s\t", STRF(c->origin)));
	while (str_line(&rest, &line)) {
		str_cut(&line, '\t');
		add_facts(&facts, line, (struct str){ NULL, 0 }, c->version);
	}
	return facts;
}

/* Does Alpine clear this package of any of IDS? */
static bool
is_cleared(const struct facts *facts, const struct str_list *ids, bool fixes)
{
	for (size_t i = 0; i < facts->count; i++)
		if ((facts->items[i].never || (fixes && facts->items[i].affects == 0)) && have_common(facts->items[i].names, ids))
			return true;
	return false;
}

static bool
is_valid(const struct component *c)
{
	struct pep440 version;
	return c->kind == COMPONENT_APK ? apk_version_valid(c->version, APK_TOOLS_3) : pep440_parse(c->version, &version);
}

/* Matches the advisories whose lines begin with PREFIX. */
static void
match_osv(struct audit *audit, const struct component *c, struct str package, struct str prefix, const struct facts *facts, bool fixes)
{
	struct str rest = advisory_find(audit->advisories, prefix), line, fixed;
	struct osv osv;
	struct osv_affected affected;
	while (str_line(&rest, &line)) {
		if (!advisory_read(line, &osv, &affected) || !osv_affects(&affected, c->version, &fixed))
			continue;
		str_list_add(&osv.aliases, osv.id);
		if (is_cleared(facts, &osv.aliases, fixes))
			continue;
		struct finding *f = add_finding(audit, c, package);
		f->ids = osv.aliases;
		f->vector = osv.vector;
		f->rated = osv.label.n > 0 && cvss_rating_parse(osv.label, &f->rating);
		f->fixed = fixed;
		f->summary = osv.summary;
	}
}

static void
match_secdb(struct audit *audit, const struct component *c, const struct facts *facts)
{
	for (size_t i = 0; i < facts->count; i++) {
		const struct fact *fact = &facts->items[i];
		struct str_list ids = { NULL, 0, 0 };
		add_names(&ids, fact->names);
		if (fact->affects == 0 || is_cleared(facts, &ids, false))
			continue;
		if (fact->affects < 0) {
			inventory_unjudged(audit->inventory, str_format("%.*s %.*s: %.*s", STRF(c->origin), STRF(c->version), STRF(ids.items[0])),
			                   str_format("malformed: fixed in '%.*s'", STRF(fact->fixed)));
			continue;
		}
		struct finding *f = add_finding(audit, c, c->origin);
		f->ids = ids;
		f->fixed = fact->fixed;
	}
}

/* Apks of the same source package and version are affected together. Returns whether C is the first of them. */
static bool
gather_members(const struct inventory *inventory, const struct component *c, struct str *members)
{
	struct str_list names = { NULL, 0, 0 };
	struct text text = { NULL, 0, 0 };
	for (size_t i = 0; i < inventory->count; i++) {
		const struct component *other = &inventory->items[i];
		if (other->kind != COMPONENT_APK || !str_eq(other->origin, c->origin) || !str_eq(other->version, c->version))
			continue;
		if (names.count == 0 && other != c)
			return false;
		str_list_add(&names, other->name);
	}
	str_list_unique(&names);
	for (size_t i = 0; i < names.count; i++)
		text_addf(&text, "%s%.*s", i > 0 ? " " : "", STRF(names.items[i]));
	*members = text_str(&text);
	return true;
}

static void
match_apk(struct audit *audit, const struct component *c)
{
	size_t from = audit->count;
	struct str members = { NULL, 0 };
	if (c->origin.n == 0 || !gather_members(audit->inventory, c, &members))
		return;
	struct facts facts = read_facts(audit, c);
	match_secdb(audit, c, &facts);
	match_osv(audit, c, c->origin, str_format("o %.*s %.*s ", STRF(audit->inventory->branch), STRF(c->origin)), &facts, true);
	audit_join(audit, from);
	for (size_t i = from; i < audit->count; i++)
		audit->findings[i].members = members;
}

/* Alpine may have fixed a Python package in one of its apks without changing the version: then Alpine's word counts. Findings that Alpine has
   too, or does not know, are joined with the apk's own. */
static void
match_python(struct audit *audit, const struct component *c)
{
	struct facts facts = { NULL, 0, 0 };
	size_t from = audit->count;
	const struct component *apk = c->owner > 0 && inventory_vendor(audit->inventory, c) == NULL ? &audit->inventory->items[c->owner - 1] : NULL;
	if (apk != NULL)
		facts = read_facts(audit, apk);
	match_osv(audit, c, c->name, str_format("p %.*s ", STRF(c->name)), &facts, true);
	audit_join(audit, from);
	for (size_t i = from; apk != NULL && i < audit->count; i++) {
		for (size_t k = 0; k < from; k++) {
			struct finding *f = &audit->findings[k];
			if (f->component->kind == COMPONENT_APK && str_eq(f->package, apk->origin) && str_eq(f->component->version, apk->version) &&
			    str_list_has(&audit->findings[i].ids, f->id)) {
				f->vector = f->vector.n > 0 ? f->vector : audit->findings[i].vector;
				f->score = f->score >= 0 ? f->score : audit->findings[i].score;
				f->rating = f->rated ? f->rating : audit->findings[i].rating;
				f->rated |= audit->findings[i].rated;
				f->summary = audit->findings[i].summary;
				audit->findings[i] = audit->findings[--audit->count];
				i--;
				break;
			}
		}
	}
}

static void
unjudged(struct audit *audit, size_t count, const char *what, const char *which, struct str why)
{
	if (count == 0)
		return;
	struct str packages = str_format("%zu %s%s%s", count, what, count == 1 ? "" : "s", which);
	inventory_unjudged(audit->inventory, packages, why);
	if (audit->missing.n == 0)
		audit->missing = str_format("%.*s: %.*s: fetch them, then `make scibids-advisories`", STRF(packages), STRF(why));
}

/* Which kinds of package the advisories cover. */
static void
check_data(struct audit *audit, bool *apk, bool *python, bool *cpython)
{
	struct inventory *inventory = audit->inventory;
	size_t apks = 0, pythons = 0;
	for (size_t i = 0; i < inventory->count; i++) {
		apks += inventory->items[i].kind == COMPONENT_APK;
		pythons += inventory->items[i].kind == COMPONENT_PYTHON;
	}
	bool alpine = str_eq(inventory->distro, STR("alpine")) && inventory->branch.n > 0;
	*apk = alpine && advisory_has(audit->advisories, inventory->branch);
	*python = advisory_has(audit->advisories, STR("pypi"));
	*cpython = advisory_has(audit->advisories, STR("cpython"));
	if (!*apk)
		unjudged(audit, apks, "apk package", "", str_format("no advisories of %s %.*s", alpine ? "Alpine" : "the distribution",
		                                                 STRF(alpine ? inventory->branch : inventory->distro)));
	else if (apks > 0 && !advisory_has(audit->advisories, str_format("%.*s/community", STRF(inventory->branch))))
		unjudged(audit, apks, "apk package", ", if from community", str_format("no advisories of community, only of main, for %.*s", STRF(inventory->branch)));
	if (!*python)
		unjudged(audit, pythons, "Python package", "", STR("no advisories of PyPI"));
}

/* An advisory's names: the first two fields of a line of kind c or v. */
static void
add_line_names(struct str_list *names, struct str line)
{
	struct str field = str_cut(&line, '\t'), aliases = str_cut(&line, '\t'), word = { NULL, 0 };
	for (int i = 0; i < 3; i++)
		str_word(&field, &word);
	str_list_add(names, word);
	while (str_word(&aliases, &word))
		str_list_add(names, word);
}

static bool
have_any(const struct str_list *sorted, const struct str_list *names)
{
	for (size_t i = 0; i < names->count; i++)
		if (sorted->count > 0 && bsearch(&names->items[i], sorted->items, sorted->count, sizeof(struct str), str_compare) != NULL)
			return true;
	return false;
}

/* Many of the PSF's advisories name commits only, and cannot be judged unless some other database gives versions. */
static void
check_vague(struct audit *audit, const struct component *c, bool cpython)
{
	struct str rest = advisory_find(audit->advisories, STR("c cpython ")), line, first = { NULL, 0 };
	struct str_list known = { NULL, 0, 0 };
	size_t count = 0;
	while (str_line(&rest, &line))
		add_line_names(&known, line);
	str_list_unique(&known);
	rest = advisory_find(audit->advisories, STR("v cpython "));
	while (str_line(&rest, &line)) {
		struct str_list names = { NULL, 0, 0 };
		add_line_names(&names, line);
		if (have_any(&known, &names))
			continue;
		first = count++ == 0 ? names.items[names.count - 1] : first;
	}
	struct str what = str_format("CPython %.*s, %.*s", STRF(c->version), STRF(c->location));
	if (count > 0)
		inventory_unjudged(audit->inventory, what, count == 1 ? str_format("an advisory that says no version: %.*s", STRF(first))
		                                                      : str_format("%zu advisories that say no version, %.*s first", count, STRF(first)));
	else if (!cpython)
		inventory_unjudged(audit->inventory, what, STR("no advisories of it in the data"));
}

static void
match(struct audit *audit, const struct component *c, bool cpython)
{
	bool valid = is_valid(c);
	if (!valid)
		inventory_unjudged(audit->inventory, inventory_title(c), STR("a malformed version"));
	/* An advisory may list even such a version, verbatim. */
	if (c->kind == COMPONENT_PYTHON)
		match_python(audit, c);
	else if (c->kind == COMPONENT_APK && valid)
		match_apk(audit, c);
	else if (c->kind == COMPONENT_CPYTHON) {
		size_t from = audit->count;
		struct facts facts = { NULL, 0, 0 };
		match_osv(audit, c, c->name, STR("c cpython "), &facts, true);
		audit_join(audit, from);
		check_vague(audit, c, cpython);
	}
}

void
audit_match(struct audit *audit)
{
	bool apk, python, cpython;
	static const enum component_kind order[] = { COMPONENT_APK, COMPONENT_PYTHON, COMPONENT_CPYTHON };
	check_data(audit, &apk, &python, &cpython);
	for (size_t k = 0; k < COUNT(order); k++)
		for (size_t i = 0; i < audit->inventory->count; i++) {
			const struct component *c = &audit->inventory->items[i];
			if (c->kind == order[k] && (c->kind != COMPONENT_APK || apk) && (c->kind != COMPONENT_PYTHON || python))
				match(audit, c, cpython);
		}
}
