#include "base/base.h"

#include <string.h>

#include "base/sha256.h"
#include "record/find.h"
#include "relock/stale.h"

/* What the resolution and the toolbox depend on. */
static const char *const lock_settings[] = {
	"SCIBIDS_PYTHON", "SCIBIDS_ALPINE",       "SCIBIDS_BASE",         "SCIBIDS_PLATFORM", "SCIBIDS_REQUIREMENTS", "SCIBIDS_EXTRAS",
	"SCIBIDS_GROUPS", "SCIBIDS_TOOLBOX_APKS", "SCIBIDS_RUNTIME_APKS", "SCIBIDS_TRIM",     "SCIBIDS_LAYERS",       "SCIBIDS_MALLOC",
	"SCIBIDS_WHEELS",
};

static struct str
hash_of_settings(const struct settings *settings)
{
	struct sha256 *sum = sha256_begin();
	for (size_t i = 0; i < COUNT(lock_settings); i++) {
		struct str value = settings_get(settings, lock_settings[i]);
		/* A setting that came later must not make older locks stale while it is at its default. */
		if (strcmp(lock_settings[i], "SCIBIDS_WHEELS") == 0 && (value.n == 0 || str_eq(value, STR("newest"))))
			continue;
		sha256_add_part(sum, str_of(lock_settings[i]));
		sha256_add_part(sum, value);
	}
	return sha256_end(sum);
}

void
lock_add_inputs(struct lock *lock, const struct settings *settings, const struct yaml *known, const struct str_list *opened)
{
	for (const struct yaml *e = known == NULL ? NULL : known->first; e != NULL; e = e->next)
		lock_add_input(lock, e->key, e->text);
	for (size_t i = 0; i < opened->count; i++) {
		struct str hash = yaml_text(known, str_z(opened->items[i]));
		if (hash.n == 0 && sha256_of_file(str_z(opened->items[i]), &hash))
			lock_add_input(lock, opened->items[i], hash);
	}
	lock_add_input(lock, STR("settings"), hash_of_settings(settings));
}

/* The file's hash as it is now; n 0 where it is gone. */
static struct str
hash_of_file(struct str name, const struct yaml *known)
{
	struct str hash = yaml_text(known, str_z(name));
	if (hash.n == 0)
		sha256_of_file(str_z(name), &hash);
	return hash;
}

/* n 0 if the package has no record. False: it is malformed. */
static bool
hash_of_record(const struct lock_package *package, struct str alpine, const struct str_list *record_dirs, struct str *hash,
               struct str_list *problems)
{
	struct record_needs needs;
	struct error error;
	const char *path;
	*hash = (struct str){ NULL, 0 };
	if (!record_for(record_dirs, package->name, package->version, alpine, &needs, &path, &error)) {
		str_list_add(problems, error_str(&error));
		return false;
	}
	if (path != NULL)
		*hash = sha256_of(record_text(&needs));
	return true;
}

static bool
check_records(const struct lock *lock, const struct str_list *record_dirs, struct str *why, struct str_list *problems)
{
	for (size_t i = 0; i < lock->package_count && why->n == 0; i++) {
		struct str hash, name = str_format("record %.*s", STRF(lock->packages[i].name));
		if (!hash_of_record(&lock->packages[i], lock->alpine, record_dirs, &hash, problems))
			return false;
		struct str had = lock_input(lock, name);
		if (!str_eq(had, hash))
			*why = str_format("%s since: %.*s", had.n == 0 ? "new" : "changed", STRF(name));
	}
	return true;
}

/* A project that moves to another Python or Alpine is told of that. */
static struct str
changed_setting(const struct lock *lock, const struct settings *settings)
{
	struct str base = settings_get(settings, "SCIBIDS_BASE");
	if (base.n == 0 || str_eq(base, lock->base_image))
		return STR("settings");
	return str_format("base image %.*s, which is %.*s now", STRF(lock->base_image), STRF(base));
}

bool
lock_stale(const struct lock *lock, const struct settings *settings, const struct yaml *known, const struct str_list *record_dirs,
           struct str *why, struct str_list *problems)
{
	struct str platform = settings_get(settings, "SCIBIDS_PLATFORM");
	*why = STR("");
	if (lock->format < LOCK_OLDEST)
		*why = str_format("it is of format %llu, which does not say what requires what", (unsigned long long)lock->format);
	else if (platform.n > 0 && !str_eq(platform, lock->platform))
		*why = str_format("it is for %.*s, and SCIBIDS_PLATFORM is %.*s", STRF(lock->platform), STRF(platform));
	for (size_t i = 0; i < lock->input_count && why->n == 0; i++) {
		struct str name = lock->inputs[i].name;
		bool record = str_starts(name, STR("record "));
		bool gone = record && lock_find(lock, str_sub(name, 7, name.n)) == NULL;
		struct str now = str_eq(name, STR("settings")) ? hash_of_settings(settings) : record ? lock->inputs[i].sha256 : hash_of_file(name, known);
		if (gone || !str_eq(lock->inputs[i].sha256, now))
			*why = str_format("changed since: %.*s", STRF(str_eq(name, STR("settings")) ? changed_setting(lock, settings) : name));
	}
	for (const struct yaml *e = known == NULL ? NULL : known->first; e != NULL && why->n == 0; e = e->next)
		if (lock_input(lock, e->key).n == 0)
			*why = str_format("new since: %.*s", STRF(e->key));
	if (why->n == 0 && !check_records(lock, record_dirs, why, problems))
		return false;
	if (why->n == 0 && lock_find_apk(&lock->runtime, STR(LOCK_INIT)) == NULL)
		*why = lock->complete ? STR("its runtime apks lack " LOCK_INIT) : STR("it has no runtime apks");
	return true;
}
