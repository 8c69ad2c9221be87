#include "base/base.h"

#include <stddef.h>

#include "apk/version.h"
#include "base/arena.h"
#include "base/grammar.h"
#include "base/yaml.h"
#include "lock/graph.h"
#include "python/distfile.h"
#include "python/pep440.h"
#include "record/alpine.h"

/* A map entry with a text value: its member in the struct, and its grammar. */
struct fact {
	const char *key;
	size_t offset;
	bool (*valid)(struct str);
	bool required;
};

static bool
fail(struct error *error, int line, struct str what)
{
	error_at(error, line, what);
	error->advice = "restore it, or remove it and run make lock";
	return false;
}

static bool
is_version(struct str s)
{
	struct pep440 version;
	return pep440_parse(s, &version) && is_plain_value(s);
}

static bool
is_release(struct str s)
{
	return record_alpine(s) > 0;
}

static bool
is_artifact(struct str s)
{
	struct distfile file;
	struct str why;
	return distfile_parse(s, &file, &why);
}

static bool
is_commit(struct str s)
{
	return s.n >= 7 && s.n <= 64 && str_all_in(s, "0123456789abcdef");
}

static bool
is_checksum(struct str s)
{
	return s.n > 2 && s.n <= 64 && s.p[0] == 'Q' && str_all_in(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
}

static bool
is_list_item(struct str s)
{
	return s.n > 0 && is_plain_value(s);
}

#define LOCK_FACT(key, field, valid, required) { key, offsetof(struct lock, field), valid, required }
static const struct fact lock_facts[] = {
	LOCK_FACT("platform", platform, is_platform, true),
	LOCK_FACT("python", python, is_version, true),
	LOCK_FACT("alpine", alpine, is_release, true),
	LOCK_FACT("created", created, is_timestamp, true),
	LOCK_FACT("base-image", base_image, is_image, true),
	LOCK_FACT("base-digest", base_digest, is_digest, false),
};

#define PACKAGE_FACT(key, field, valid) { key, offsetof(struct lock_package, field), valid, false }
static const struct fact package_facts[] = {
	PACKAGE_FACT("version", version, is_version),
	PACKAGE_FACT("reason", reason, is_list_item),
	PACKAGE_FACT("artifact", artifact, is_artifact),
	PACKAGE_FACT("url", url, is_public_url),
	PACKAGE_FACT("file", file, is_local_path),
	PACKAGE_FACT("commit", commit, is_commit),
	PACKAGE_FACT("path", path, is_local_path),
	PACKAGE_FACT("group", group, is_stage_name),
	PACKAGE_FACT("untrimmed", untrimmed, is_list_item),
	PACKAGE_FACT("build-time", build_time, is_timestamp),
};

static bool
expect(const struct yaml *node, enum yaml_kind kind, struct error *error)
{
	static const char *const names[] = { "one value", "a list", "a map" };
	if (node->kind == kind)
		return true;
	return fail(error, node->line, str_format("'%.*s' must be %s", STRF(node->key), names[kind]));
}

/* Stores NODE's text if TABLE knows its key; *KNOWN says whether. */
static bool
read_fact(const struct yaml *node, const struct fact *table, size_t count, void *into, bool *known, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		if (!str_eq(node->key, str_of(table[i].key)))
			continue;
		*known = true;
		if (!expect(node, YAML_SCALAR, error))
			return false;
		if (!table[i].valid(node->text))
			return fail(error, node->line, str_format("'%.*s' is not a valid %s", STRF(node->text), table[i].key));
		*(struct str *)(void *)((char *)into + table[i].offset) = node->text;
		return true;
	}
	*known = false;
	return true;
}

/* Reads "sha256:HEX"; keeps the digits. */
static bool
read_hash(const struct yaml *node, struct str *sha256, struct error *error)
{
	if (node->kind != YAML_SCALAR || !is_digest(node->text))
		return fail(error, node->line, str_format("'%.*s' must be sha256: and 64 hexadecimal digits", STRF(node->key)));
	*sha256 = str_sub(node->text, STR("sha256:").n, node->text.n);
	return true;
}

static bool
read_list(const struct yaml *node, struct str_list *into, bool (*valid)(struct str), struct error *error)
{
	if (!expect(node, YAML_LIST, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		if (e->kind != YAML_SCALAR || !valid(e->text))
			return fail(error, e->line, str_format("'%.*s' cannot be in '%.*s'", STRF(e->text), STRF(node->key)));
		str_list_add(into, e->text);
	}
	return true;
}

static bool
read_settings(const struct yaml *node, struct record_settings *into, struct error *error)
{
	if (!expect(node, YAML_MAP, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		struct record_setting setting = { .name = e->key };
		if (!is_plain_path(e->key))
			return fail(error, e->line, str_format("'%.*s' is not a setting's name", STRF(e->key)));
		if (!read_list(e, &setting.values, is_plain_value, error))
			return false;
		arena_reserve(&into->items, into->count, &into->capacity);
		into->items[into->count++] = setting;
	}
	return true;
}

/* Reads a map from apk to version. */
static bool
read_versions(const struct yaml *node, struct lock_apks *into, struct error *error)
{
	if (!expect(node, YAML_MAP, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		if (!is_apk_name(e->key))
			return fail(error, e->line, str_format("'%.*s' is no apk name", STRF(e->key)));
		if (e->kind != YAML_SCALAR || !apk_version_valid(e->text, APK_TOOLS_3))
			return fail(error, e->line, str_format("'%.*s' is no apk version", STRF(e->text)));
		lock_add_apk(into, (struct lock_apk){ .name = e->key, .version = e->text });
	}
	return true;
}

static bool
read_source(const struct yaml *node, struct lock_package *p, struct error *error)
{
	for (int source = SOURCE_WHEEL; source <= SOURCE_DIRECTORY; source++)
		if (node->kind == YAML_SCALAR && str_eq(node->text, lock_source_name((enum lock_source)source))) {
			p->source = (enum lock_source)source;
			return true;
		}
	return fail(error, node->line, str_format("'%.*s' is not a source of a package", STRF(node->text)));
}

static bool
read_package_entry(const struct yaml *node, struct lock_package *p, struct error *error)
{
	const struct {
		const char *key;
		struct str_list *list;
		bool (*valid)(struct str);
	} lists[] = { { "build-requires", &p->build_requires, is_list_item },
		      { "import-names", &p->import_names, is_list_item },
		      { "keep", &p->keep, is_path_glob },
		      { "optional-imports", &p->optional_imports, is_list_item },
		      { "run", &p->run, is_apk_name },
		      { "required", &p->required, lock_is_requirement },
		      { "constrained", &p->constrained, lock_is_requirement },
		      { "requires", &p->requires, lock_is_requirement } };
	bool known;
	if (!read_fact(node, package_facts, COUNT(package_facts), p, &known, error))
		return false;
	if (known)
		return true;
	for (size_t i = 0; i < COUNT(lists); i++)
		if (str_eq(node->key, str_of(lists[i].key)))
			return read_list(node, lists[i].list, lists[i].valid, error);
	if (str_eq(node->key, STR("hash")))
		return read_hash(node, &p->sha256, error);
	if (str_eq(node->key, STR("source")))
		return read_source(node, p, error);
	if (str_eq(node->key, STR("size")))
		return (node->kind == YAML_SCALAR && str_u64(node->text, &p->size)) || fail(error, node->line, STR("'size' must be a number of bytes"));
	if (str_eq(node->key, STR("build")))
		return read_versions(node, &p->build, error);
	if (str_eq(node->key, STR("config-settings")))
		return read_settings(node, &p->config_settings, error);
	if (str_eq(node->key, STR("env")))
		return read_settings(node, &p->env, error);
	return fail(error, node->line, str_format("unknown key '%.*s'", STRF(node->key)));
}

/* Fields that each source kind requires. */
static bool
check_package(const struct lock_package *p, int line, struct error *error)
{
	struct str lacks = { NULL, 0 };
	bool file = p->source == SOURCE_WHEEL || p->source == SOURCE_SDIST;
	if (file && p->artifact.n == 0)
		lacks = STR("artifact");
	else if ((file || p->source == SOURCE_ARCHIVE) && p->sha256.n == 0)
		lacks = STR("hash");
	else if (file && p->version.n == 0)
		lacks = STR("version");
	else if ((p->source == SOURCE_VCS || (p->source == SOURCE_ARCHIVE && p->file.n == 0)) && p->url.n == 0)
		lacks = STR("url");
	else if (p->source == SOURCE_VCS && p->commit.n == 0)
		lacks = STR("commit");
	else if (p->source == SOURCE_DIRECTORY && p->path.n == 0)
		lacks = STR("path");
	else if (p->group.n == 0)
		lacks = STR("group");
	if (lacks.n > 0)
		return fail(error, line, str_format("'%.*s' has no '%.*s'", STRF(p->name), STRF(lacks)));
	/* What is not the project's own goes into a URL. */
	if (p->source != SOURCE_DIRECTORY && p->path.n > 0 && !is_plain_path(p->path))
		return fail(error, line, str_format("'%.*s' is not a valid path", STRF(p->path)));
	struct distfile distfile;
	struct str why;
	if (file && (!distfile_parse(p->artifact, &distfile, &why) || distfile.wheel != (p->source == SOURCE_WHEEL) ||
	             !distfile_is_of(&distfile, p->name, p->version)))
		return fail(error, line, str_format("'%.*s' is not the %.*s of %.*s %.*s", STRF(p->artifact), STRF(lock_source_name(p->source)),
		                                    STRF(p->name), STRF(p->version)));
	for (size_t i = 0; i < p->env.count; i++)
		if (!is_variable_name(p->env.items[i].name) || p->env.items[i].values.count != 1)
			return fail(error, line, str_format("'%.*s' is not a variable with one value", STRF(p->env.items[i].name)));
	return true;
}

static bool
read_packages(const struct yaml *node, struct lock *lock, struct error *error)
{
	if (!expect(node, YAML_MAP, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		struct lock_package p = { .name = e->key };
		if (!is_project_name(e->key))
			return fail(error, e->line, str_format("'%.*s' is not a normalised project name", STRF(e->key)));
		if (!expect(e, YAML_MAP, error))
			return false;
		for (const struct yaml *entry = e->first; entry != NULL; entry = entry->next)
			if (!read_package_entry(entry, &p, error))
				return false;
		if (!check_package(&p, e->line, error))
			return false;
		lock_add_package(lock, p);
	}
	const struct lock_package *package;
	struct str requirement;
	if (lock_graph_check(lock, &package, &requirement))
		return true;
	return fail(error, yaml_get(node, str_z(package->name))->line, str_format("'%.*s' has '%.*s', which names no package of the lock",
	                                                                          STRF(package->name), STRF(requirement)));
}

static bool
read_runtime(const struct yaml *node, struct lock *lock, struct error *error)
{
	static const struct fact facts[] = { { "checksum", offsetof(struct lock_apk, checksum), is_checksum, false },
		                             { "origin", offsetof(struct lock_apk, origin), is_apk_name, false } };
	if (!expect(node, YAML_MAP, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		struct lock_apk apk = { .name = e->key };
		if (!is_apk_name(e->key))
			return fail(error, e->line, str_format("'%.*s' is no apk name", STRF(e->key)));
		if (!expect(e, YAML_MAP, error))
			return false;
		for (const struct yaml *entry = e->first; entry != NULL; entry = entry->next) {
			bool known;
			if (!read_fact(entry, facts, COUNT(facts), &apk, &known, error))
				return false;
			if (known)
				continue;
			if (str_eq(entry->key, STR("version")) && entry->kind == YAML_SCALAR)
				apk.version = entry->text;
			else if (!str_eq(entry->key, STR("needed-by")))
				return fail(error, entry->line, str_format("unknown key '%.*s'", STRF(entry->key)));
			else if (!read_list(entry, &apk.needed_by, is_list_item, error))
				return false;
		}
		if (!apk_version_valid(apk.version, APK_TOOLS_3) || apk.checksum.n == 0)
			return fail(error, e->line, str_format("'%.*s' has no valid apk version and checksum", STRF(e->key)));
		lock_add_apk(&lock->runtime, apk);
	}
	lock->complete = true;
	return true;
}

static bool
read_inputs(const struct yaml *node, struct lock *lock, struct error *error)
{
	if (!expect(node, YAML_MAP, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		struct str sha256;
		if (!read_hash(e, &sha256, error))
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
		return fail(error, root->line, STR("no 'lock-version', so this is not a scibids.lock"));
	if (*format <= LOCK_VERSION)
		return true;
	fail(error, version->line, str_format("lock format %.*s is newer than this scibids knows (%d)", STRF(version->text), LOCK_VERSION));
	error->advice = "update scibids";
	return false;
}

static bool
read_entry(const struct yaml *e, struct lock *lock, struct error *error)
{
	bool known;
	if (!read_fact(e, lock_facts, COUNT(lock_facts), lock, &known, error))
		return false;
	if (known || str_eq(e->key, STR("lock-version")))
		return true;
	if (str_eq(e->key, STR("interpreter-keeps")))
		return read_list(e, &lock->interpreter_keeps, is_stage_name, error);
	if (str_eq(e->key, STR("variables")))
		return read_list(e, &lock->variables, is_variable_name, error);
	if (str_eq(e->key, STR("toolbox")))
		return read_versions(e, &lock->toolbox, error);
	if (str_eq(e->key, STR("inputs")))
		return read_inputs(e, lock, error);
	if (str_eq(e->key, STR("packages")))
		return read_packages(e, lock, error);
	if (str_eq(e->key, STR("runtime")))
		return read_runtime(e, lock, error);
	return fail(error, e->line, str_format("unknown key '%.*s'", STRF(e->key)));
}

bool
lock_parse(struct str content, struct lock *lock, struct error *error)
{
	struct error yaml_error;
	*lock = (struct lock){ 0 };
	*error = (struct error){ 0 };
	struct yaml *root = yaml_parse(content, &yaml_error);
	if (root == NULL)
		return fail(error, yaml_error.line, str_of(yaml_error.what));
	if (root->kind != YAML_MAP)
		return fail(error, root->line, STR("a lock is a map"));
	if (!check_format(root, &lock->format, error))
		return false;
	for (const struct yaml *e = root->first; e != NULL; e = e->next)
		if (!read_entry(e, lock, error))
			return false;
	for (size_t i = 0; i < COUNT(lock_facts); i++)
		if (lock_facts[i].required && yaml_get(root, lock_facts[i].key) == NULL)
			return fail(error, 1, str_format("no '%s'", lock_facts[i].key));
	return true;
}
