#include "base/base.h"

#include <limits.h>

#include "base/arena.h"
#include "base/file.h"
#include "python/pep508.h"
#include "record/record.h"

unsigned
record_alpine(struct str release)
{
	uint64_t major, minor;
	if (str_eq(release, STR("edge")))
		return UINT_MAX;
	struct str head = str_cut(&release, '.');
	if (release.p == NULL || !str_u64(head, &major) || !str_u64(release, &minor) || major > 99 || minor > 999)
		return 0;
	return (unsigned)(major * 1000 + minor);
}

/* One comparison such as ">=3.20", or a release alone. False if it is none; *HOLDS says whether RELEASE fits. */
static bool
compare_release(struct str clause, unsigned release, bool *holds)
{
	size_t n = 0;
	while (n < clause.n && n < 2 && (clause.p[n] == '<' || clause.p[n] == '>' || clause.p[n] == '='))
		n++;
	struct str operator= str_sub(clause, 0, n);
	unsigned other = record_alpine(str_trim(str_sub(clause, n, clause.n)));
	if (n == 0 || str_eq(operator, STR("==")))
		*holds = release == other;
	else if (str_eq(operator, STR(">=")))
		*holds = release >= other;
	else if (str_eq(operator, STR("<=")))
		*holds = release <= other;
	else if (str_eq(operator, STR(">")))
		*holds = release > other;
	else if (str_eq(operator, STR("<")))
		*holds = release < other;
	else
		return false;
	return other != 0;
}

static bool
range_holds(struct str range, unsigned release, bool *holds)
{
	size_t hyphen = str_find_str(range, STR(" - "));
	bool one;
	*holds = true;
	if (hyphen < range.n) {
		unsigned low = record_alpine(str_trim(str_sub(range, 0, hyphen)));
		unsigned high = record_alpine(str_trim(str_sub(range, hyphen + 3, range.n)));
		*holds = low <= release && release <= high;
		return low != 0 && low <= high;
	}
	while (range.p != NULL) {
		if (!compare_release(str_trim(str_cut(&range, ',')), release, &one))
			return false;
		*holds = *holds && one;
	}
	return true;
}

bool
record_is_alpine_range(struct str range)
{
	bool holds;
	return range.p != NULL && range_holds(range, 1, &holds);
}

bool
record_alpine_in(struct str range, unsigned release)
{
	bool holds;
	return range.p == NULL || (range_holds(range, release, &holds) && holds);
}

static void
replace(struct record_needs *needs, const struct record_needs *by)
{
	struct record_needs old = *needs;
	*needs = *by;
	needs->given |= old.given;
	needs->map = old.map;
#define KEEP(key, field)                                                                                            \
	if ((by->given & 1u << (key)) == 0)                                                                         \
	needs->field = old.field
	KEEP(RECORD_BUILD, build);
	KEEP(RECORD_BUILD_REQUIRES, build_requires);
	KEEP(RECORD_CONFIG_SETTINGS, config_settings);
	KEEP(RECORD_ENV, env);
	KEEP(RECORD_IMPORT_NAMES, import_names);
	KEEP(RECORD_KEEP, keep);
	KEEP(RECORD_MEMORY, memory);
	KEEP(RECORD_OPTIONAL_IMPORTS, optional_imports);
	KEEP(RECORD_RUN, run);
	KEEP(RECORD_UNSUPPORTED, unsupported);
#undef KEEP
}

static bool
version_in(struct str versions, const struct pep440 *version)
{
	struct pep440_set set;
	struct error error;
	return versions.p == NULL || (version != NULL && pep440_set_parse(versions, &set, &error) && pep440_set_match(&set, version));
}

bool
record_resolve(const struct record *record, struct str version, struct str alpine, struct record_needs *needs,
               const struct record_variant **variant)
{
	unsigned release = record_alpine(alpine);
	struct pep440 parsed;
	if (variant != NULL)
		*variant = NULL;
	if (release == 0 || (version.p != NULL && !pep440_parse(version, &parsed)))
		return false;
	*needs = record->needs;
	for (size_t i = 0; i < record->variant_count; i++) {
		const struct record_variant *v = &record->variants[i];
		if (!record_alpine_in(v->alpine, release) || !version_in(v->versions, version.p == NULL ? NULL : &parsed))
			continue;
		replace(needs, &v->needs);
		if (variant != NULL)
			*variant = v;
		break;
	}
	return true;
}

static bool
refuse(struct error *error, const char *path, struct str what)
{
	*error = (struct error){ .path = path, .what = str_z(what) };
	return false;
}

bool
record_for(const struct str_list *dirs, struct str name, struct str version, struct str alpine,
           struct record_needs *needs, const char **path, struct error *error)
{
	struct record record;
	*path = NULL;
	*needs = (struct record_needs){ 0 };
	if (!pep503_is_name(name))
		return refuse(error, "package", str_format("'%.*s' is no name of a package", STRF(name)));
	for (size_t i = 0; i < dirs->count; i++) {
		const char *file = str_z(str_format("%.*s/%.*s.yaml", STRF(dirs->items[i]), STRF(pep503_normalise(name))));
		if (!file_exists(file))
			continue;
		*path = file;
		if (!record_read(file, &record, error))
			return false;
		if (record_resolve(&record, version, alpine, needs, NULL))
			return true;
		bool release = record_alpine(alpine) != 0;
		return refuse(error, file, str_format("'%.*s' is no %s", STRF(release ? version : alpine),
		                                      release ? "version (PEP 440)" : "Alpine release"));
	}
	return true;
}
