/* Joins findings of one vulnerability under several names. */

#include "base/base.h"

#include "audit/match.h"
#include "base/arena.h"

static bool
is_cve(struct str id)
{
	return str_starts(id, STR("CVE-"));
}

static bool
has_cve(const struct finding *f)
{
	for (size_t i = 0; i < f->ids.count; i++)
		if (is_cve(f->ids.items[i]))
			return true;
	return false;
}

static bool
are_same(const struct finding *a, const struct finding *b)
{
	bool cves = has_cve(a) && has_cve(b);
	for (size_t i = 0; i < a->ids.count; i++)
		if ((!cves || is_cve(a->ids.items[i])) && str_list_has(&b->ids, a->ids.items[i]))
			return true;
	return false;
}

/* CVE before GHSA before the rest. */
static struct str
best_id(const struct str_list *ids)
{
	static const char *const prefixes[] = { "CVE-", "GHSA-", "" };
	for (size_t p = 0; p < COUNT(prefixes); p++)
		for (size_t i = 0; i < ids->count; i++)
			if (str_starts(ids->items[i], str_of(prefixes[p])))
				return ids->items[i];
	return (struct str){ NULL, 0 };
}

static void
rate(struct finding *f, struct str vector)
{
	struct cvss cvss;
	if (vector.n == 0 || !cvss_parse(vector, &cvss) || (f->score >= 0 && cvss.score <= f->score))
		return;
	f->vector = vector;
	f->score = cvss.score;
	f->rating = cvss.rating;
	f->rated = true;
}

/* The later of two fixes: before it, one of the two is still unfixed. */
static struct str
later_fix(const struct finding *a, const struct finding *b)
{
	struct pep440 x, y;
	if (a->fixed.n == 0 || b->fixed.n == 0)
		return a->fixed.n == 0 ? b->fixed : a->fixed;
	if (a->component->kind == COMPONENT_APK)
		return apk_version_compare(a->fixed, b->fixed, APK_TOOLS_3) < 0 ? b->fixed : a->fixed;
	return pep440_parse(a->fixed, &x) && pep440_parse(b->fixed, &y) && pep440_cmp(&x, &y) < 0 ? b->fixed : a->fixed;
}

static void
join(struct finding *into, const struct finding *from)
{
	for (size_t i = 0; i < from->ids.count; i++)
		str_list_add(&into->ids, from->ids.items[i]);
	str_list_unique(&into->ids);
	if (!into->rated && from->rated) {
		into->rated = true;
		into->rating = from->rating;
	}
	rate(into, from->vector);
	into->fixed = later_fix(into, from);
	if (from->summary.n > 0)
		into->summary = from->summary;
}

/* Takes the severity that a different database gives one of its CVEs. */
static void
borrow_severity(const struct audit *audit, struct finding *f)
{
	for (size_t i = 0; i < f->ids.count && f->score < 0; i++) {
		struct str rest = advisory_find(audit->advisories, str_format("s %.*s\t", STRF(f->ids.items[i]))), line;
		while (str_line(&rest, &line)) {
			str_cut(&line, '\t');
			rate(f, line);
		}
	}
}

void
audit_join(struct audit *audit, size_t from)
{
	size_t kept = from;
	for (size_t i = from; i < audit->count; i++) {
		struct finding f = audit->findings[i];
		rate(&f, f.vector);
		/* The joined names may match findings that did not match before. */
		for (size_t k = from; k < kept;) {
			if (!are_same(&audit->findings[k], &f)) {
				k++;
				continue;
			}
			join(&f, &audit->findings[k]);
			for (size_t m = k; m + 1 < kept; m++)
				audit->findings[m] = audit->findings[m + 1];
			kept--;
			k = from;
		}
		audit->findings[kept++] = f;
	}
	audit->count = kept;
	for (size_t i = from; i < kept; i++) {
		struct finding *f = &audit->findings[i];
		str_list_unique(&f->ids);
		f->id = best_id(&f->ids);
		borrow_severity(audit, f);
	}
}
