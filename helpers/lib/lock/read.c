#include "base/base.h"

#include "apk/version.h"
#include "base/grammar.h"
#include "lock/conflict.h"
#include "lock/value.h"
#include "record/alpine.h"

static bool
is_release(struct str s)
{
	return record_alpine(s) > 0;
}

static bool
is_checksum(struct str s)
{
	return s.n > 2 && s.n <= 64 && s.p[0] == 'Q' && str_all_in(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
}

#define LOCK_FACT(key, field, valid, required) { key, offsetof(struct lock, field), valid, required }
static const struct fact lock_facts[] = {
	LOCK_FACT("platform", platform, is_platform, true),
	LOCK_FACT("python", python, value_is_version, true),
	LOCK_FACT("alpine", alpine, is_release, true),
	LOCK_FACT("created", created, is_timestamp, true),
	LOCK_FACT("base-image", base_image, is_image, true),
	LOCK_FACT("base-digest", base_digest, is_digest, false),
};

static bool
read_runtime(const struct yaml *node, struct lock *lock, struct error *error)
{
	static const struct fact facts[] = { { "checksum", offsetof(struct lock_apk, checksum), is_checksum, false },
		                             { "origin", offsetof(struct lock_apk, origin), is_apk_name, false } };
	if (!value_expect(node, YAML_MAP, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		struct lock_apk apk = { .name = e->key, .line = e->line };
		if (!is_apk_name(e->key))
			return value_fail(error, e->line, str_format("'%.*s' is not an apk name", STRF(e->key)));
		if (!value_expect(e, YAML_MAP, error))
			return false;
		for (const struct yaml *entry = e->first; entry != NULL; entry = entry->next) {
			bool known;
			if (!value_fact(entry, facts, COUNT(facts), &apk, &known, error))
				return false;
			if (known)
				continue;
			if (str_eq(entry->key, STR("version")) && entry->kind == YAML_SCALAR)
				apk.version = entry->text;
			else if (!str_eq(entry->key, STR("needed-by")))
				return value_fail(error, entry->line, str_format("unknown key '%.*s'", STRF(entry->key)));
			else if (!value_list(entry, &apk.needed_by, value_is_item, error))
				return false;
		}
		if (!apk_version_valid_for_any(apk.version) || apk.checksum.n == 0)
			return value_fail(error, e->line, str_format("'%.*s' has no valid apk version and checksum", STRF(e->key)));
		lock_add_apk(&lock->runtime, apk);
	}
	lock->complete = true;
	return true;
}

static bool
read_inputs(const struct yaml *node, struct lock *lock, struct error *error)
{
	if (!value_expect(node, YAML_MAP, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		struct str sha256;
		if (!is_line(e->key))
			return value_fail(error, e->line, str_format("'%.*s' is not the name of an input", STRF(e->key)));
		if (!value_hash(e, &sha256, error))
			return false;
		lock_add_input(lock, e->key, sha256);
	}
	return true;
}

static bool
check_format(const struct yaml *root, uint64_t *format, struct error *error)
{
	const struct yaml *version = yaml_get(root, "lock-version");
	if (version == NULL || version->kind != YAML_SCALAR || !str_u64(version->text, format))
		return value_fail(error, root->line, STR("no 'lock-version', so this is not a scibids.lock"));
	if (*format == LOCK_JOINT && yaml_get(root, "platforms") == NULL)
		return value_fail(error, version->line, str_format("lock format %d without 'platforms'", LOCK_JOINT));
	if (*format <= LOCK_JOINT)
		return true;
	value_fail(error, version->line, str_format("lock format %.*s is newer than this scibids knows (%d)", STRF(version->text), LOCK_JOINT));
	error->advice = "update scibids";
	return false;
}

static bool
read_entry(const struct yaml *e, struct lock *lock, struct error *error)
{
	bool known;
	if (!value_fact(e, lock_facts, COUNT(lock_facts), lock, &known, error))
		return false;
	if (known || str_eq(e->key, STR("lock-version")))
		return true;
	if (str_eq(e->key, STR("interpreter-keeps")))
		return value_list(e, &lock->interpreter_keeps, is_stage_name, error);
	if (str_eq(e->key, STR("variables")))
		return value_list(e, &lock->variables, is_variable_name, error);
	if (str_eq(e->key, STR("toolbox")))
		return value_versions(e, &lock->toolbox, error);
	if (str_eq(e->key, STR("inputs")))
		return read_inputs(e, lock, error);
	if (str_eq(e->key, STR("packages")))
		return lock_read_packages(e, lock, error);
	if (str_eq(e->key, STR("runtime")))
		return read_runtime(e, lock, error);
	return value_fail(error, e->line, str_format("unknown key '%.*s'", STRF(e->key)));
}

struct yaml *
lock_root(struct str content, uint64_t *format, struct error *error)
{
	struct error yaml_error;
	*error = (struct error){ 0 };
	int conflict = conflict_line(content);
	if (conflict > 0) {
		error_at(error, conflict, STR("a merge conflict"));
		error->advice = "run make lock: it makes the lock again and keeps the pins that both sides agree on";
		return NULL;
	}
	struct yaml *root = yaml_parse(content, &yaml_error);
	if (root == NULL)
		value_fail(error, yaml_error.line, str_of(yaml_error.what));
	else if (root->kind != YAML_MAP)
		value_fail(error, root->line, STR("a lock is a map"));
	else if (check_format(root, format, error))
		return root;
	return NULL;
}

bool
lock_read(const struct yaml *root, struct lock *lock, struct error *error)
{
	for (const struct yaml *e = root->first; e != NULL; e = e->next)
		if (!read_entry(e, lock, error))
			return false;
	for (size_t i = 0; i < COUNT(lock_facts); i++)
		if (lock_facts[i].required && yaml_get(root, lock_facts[i].key) == NULL)
			return value_fail(error, 1, str_format("no '%s'", lock_facts[i].key));
	return true;
}

bool
lock_parse(struct str content, struct lock *lock, struct error *error)
{
	*lock = (struct lock){ 0 };
	const struct yaml *root = lock_root(content, &lock->format, error), *platforms = yaml_get(root, "platforms");
	if (root == NULL)
		return false;
	if (platforms == NULL)
		return lock_read(root, lock, error);
	error_at(error, platforms->line, STR("it is for several platforms"));
	error->advice = "set SCIBIDS_PLATFORM to one or all of them";
	return false;
}
