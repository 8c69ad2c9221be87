#include "base/base.h"

#include "audit/cvss.h"
#include "audit/id.h"
#include "audit/osv.h"
#include "base/arena.h"
#include "base/grammar.h"
#include "python/pep508.h"

bool
osv_is(const struct yaml *root)
{
	return yaml_get(root, "id") != NULL && yaml_get(root, "affected") != NULL;
}

/* "2024-10-08T19:19:01.400873Z" without the fraction; empty if it has a different form. */
static struct str
to_the_second(struct str s)
{
	const size_t n = strlen("2024-10-08T19:19:01");
	struct str second = str_format("%.*sZ", STRF(str_sub(s, 0, n)));
	bool ends = s.n > n && s.p[s.n - 1] == 'Z' && (s.p[n] == 'Z' || s.p[n] == '.');
	return ends && is_timestamp(second) ? second : (struct str){ NULL, 0 };
}

/* The first bytes on one line, cut after a word; what is not printable becomes a blank. */
static struct str
one_line(struct str s)
{
	struct text out = { NULL, 0, 0 };
	bool blank = true;
	size_t word = 0;
	for (size_t i = 0; i < s.n && out.n < OSV_SUMMARY; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool space = c <= ' ' || c == 0x7f;
		if (space && !blank)
			word = out.n;
		if (!space || !blank)
			text_add(&out, space ? STR(" ") : str_sub(s, i, 1));
		blank = space;
	}
	struct str line = text_str(&out);
	return str_trim(line.n < OSV_SUMMARY ? line : str_sub(line, 0, word));
}

/* Of all vectors, the advisory's and its entries', the one of the newest CVSS version counts. */
static void
read_severity(struct osv *osv, const struct yaml *list)
{
	struct cvss best = { 0, 0, CVSS_NONE }, cvss;
	cvss_parse(osv->vector, &best);
	for (const struct yaml *e = list == NULL ? NULL : list->first; e != NULL; e = e->next) {
		struct str score = yaml_text(e, "score");
		if (score.n > 0 && cvss_parse(score, &cvss)) {
			if (cvss.version > best.version) {
				best = cvss;
				osv->vector = score;
			}
		} else if (score.n > 0)
			str_list_add(&osv->notes, str_format("%d: '%.*s' is not a CVSS vector, left out", e->line, STRF(str_sub(score, 0, 80))));
	}
}

static void
read_label(struct osv *osv, const struct yaml *specific)
{
	enum cvss_rating rating;
	struct str label = yaml_text(specific, "severity");
	if (label.n > 0 && cvss_rating_parse(label, &rating))
		osv->label = cvss_rating_name(rating);
}

static void
read_aliases(struct osv *osv, const struct yaml *list)
{
	for (const struct yaml *e = list == NULL ? NULL : list->first; e != NULL; e = e->next) {
		if (e->kind == YAML_SCALAR && is_advisory_id(e->text)) {
			if (!str_eq(e->text, osv->id))
				str_list_add(&osv->aliases, e->text);
		} else
			str_list_add(&osv->notes, str_format("%d: an alias that is not an id, left out", e->line));
	}
	str_list_unique(&osv->aliases);
}

static bool
is_cpython(const struct yaml *entry, struct str ecosystem, struct str name)
{
	const struct yaml *ranges = yaml_get(entry, "ranges");
	if (str_eq(ecosystem, STR("Bitnami")))
		return str_eq(name, STR("python")) || str_eq(name, STR("python-min")) || str_eq(name, STR("libpython"));
	for (const struct yaml *r = ranges == NULL ? NULL : ranges->first; r != NULL; r = r->next) {
		struct str repo = yaml_text(r, "repo");
		if (str_ends(repo, STR(".git")))
			repo.n -= 4;
		if (str_ends(repo, STR("/python/cpython")))
			return true;
	}
	return false;
}

static void
read_package(const struct yaml *entry, struct osv_affected *affected)
{
	const struct yaml *package = yaml_get(entry, "package");
	struct str ecosystem = yaml_text(package, "ecosystem"), name = yaml_text(package, "name");
	if (str_eq(ecosystem, STR("PyPI")) && pep503_is_name(name)) {
		affected->ecosystem = OSV_PYPI;
		affected->name = pep503_normalise(name);
	} else if (str_starts(ecosystem, STR("Alpine:")) && is_advisory_version(name)) {
		affected->ecosystem = OSV_ALPINE;
		affected->branch = str_sub(ecosystem, STR("Alpine:").n, ecosystem.n);
		affected->name = name;
		if (!is_advisory_version(affected->branch))
			affected->ecosystem = OSV_OTHER;
	} else if (is_cpython(entry, ecosystem, name)) {
		affected->ecosystem = OSV_CPYTHON;
		affected->name = STR("cpython");
	}
}

static bool
read_affected(struct osv *osv, const struct yaml *entry, struct error *error)
{
	struct osv_affected affected = { .ecosystem = OSV_OTHER };
	if (entry->kind != YAML_MAP)
		return error_at(error, entry->line, STR("an entry of 'affected' must be a map"));
	read_package(entry, &affected);
	if (affected.ecosystem == OSV_OTHER)
		return true;
	if (!osv_read_ranges(entry, &affected, &osv->notes, error))
		return false;
	read_severity(osv, yaml_get(entry, "severity"));
	read_label(osv, yaml_get(entry, "database_specific"));
	arena_reserve(&osv->affected, osv->count, &osv->capacity);
	osv->affected[osv->count++] = affected;
	return true;
}

bool
osv_read(const struct yaml *root, struct osv *osv, struct error *error)
{
	const struct yaml *affected = yaml_get(root, "affected");
	struct str summary = yaml_text(root, "summary");
	*osv = (struct osv){ .id = yaml_text(root, "id") };
	if (!is_advisory_id(osv->id))
		return error_at(error, root->line, STR("an advisory without an id"));
	if (affected == NULL || (affected->kind != YAML_LIST && !yaml_is_null(affected)))
		return error_at(error, root->line, STR("'affected' must be a list"));
	osv->modified = to_the_second(yaml_text(root, "modified"));
	osv->withdrawn = yaml_get(root, "withdrawn") != NULL && !yaml_is_null(yaml_get(root, "withdrawn"));
	osv->summary = one_line(summary.n > 0 ? summary : yaml_text(root, "details"));
	read_aliases(osv, yaml_get(root, "aliases"));
	read_severity(osv, yaml_get(root, "severity"));
	read_label(osv, yaml_get(root, "database_specific"));
	for (const struct yaml *e = affected->first; e != NULL; e = e->next)
		if (!read_affected(osv, e, error))
			return false;
	return true;
}
