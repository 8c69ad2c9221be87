#include "base/base.h"

#include "base/arena.h"
#include "base/file.h"
#include "python/pep508.h"
#include "record/alpine.h"
#include "record/find.h"

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
	if (release == 0 || (version.n > 0 && !pep440_parse(version, &parsed)))
		return false;
	*needs = record->needs;
	for (size_t i = 0; i < record->variant_count; i++) {
		const struct record_variant *v = &record->variants[i];
		if (!record_alpine_in(v->alpine, release) || !version_in(v->versions, version.n == 0 ? NULL : &parsed))
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
		return refuse(error, "package", str_format("'%.*s' is not a package name", STRF(name)));
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
		return refuse(error, file, str_format("'%.*s' is not %s", STRF(release ? version : alpine),
		                                      release ? "a version (PEP 440)" : "an Alpine release"));
	}
	return true;
}
