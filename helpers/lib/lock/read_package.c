#include "base/base.h"

#include "base/arena.h"
#include "base/grammar.h"
#include "lock/graph.h"
#include "lock/value.h"
#include "python/distfile.h"

static bool
is_commit(struct str s)
{
	return s.n >= 7 && s.n <= 64 && str_all_in(s, "0123456789abcdef");
}

#define PACKAGE_FACT(key, field, valid) { key, offsetof(struct lock_package, field), valid, false }
static const struct fact package_facts[] = {
	PACKAGE_FACT("version", version, value_is_version),
	PACKAGE_FACT("reason", reason, value_is_item),
	PACKAGE_FACT("artifact", artifact, value_is_artifact),
	PACKAGE_FACT("url", url, is_public_url),
	PACKAGE_FACT("file", file, is_local_path),
	PACKAGE_FACT("commit", commit, is_commit),
	PACKAGE_FACT("path", path, is_local_path),
	PACKAGE_FACT("group", group, is_stage_name),
	PACKAGE_FACT("untrimmed", untrimmed, value_is_item),
	PACKAGE_FACT("build-time", build_time, is_timestamp),
};

static bool
read_settings(const struct yaml *node, struct record_settings *into, struct error *error)
{
	if (!value_expect(node, YAML_MAP, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		struct record_setting setting = { .name = e->key };
		if (!is_plain_path(e->key))
			return value_fail(error, e->line, str_format("'%.*s' is not a setting's name", STRF(e->key)));
		if (!value_list(e, &setting.values, is_plain_value, error))
			return false;
		arena_reserve(&into->items, into->count, &into->capacity);
		into->items[into->count++] = setting;
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
	return value_fail(error, node->line, str_format("'%.*s' is not a source of a package", STRF(node->text)));
}

static bool
read_tool(const struct yaml *node, struct lock_tools *into, struct error *error)
{
	static const struct fact facts[] = { { "version", offsetof(struct lock_tool, version), value_is_version, true },
		                             { "artifact", offsetof(struct lock_tool, artifact), value_is_artifact, true } };
	struct lock_tool tool = { .name = node->key };
	struct distfile file;
	struct str why;
	bool known;
	if (!is_project_name(node->key))
		return value_fail(error, node->line, str_format("'%.*s' is not a normalised project name", STRF(node->key)));
	if (!value_expect(node, YAML_MAP, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		if (!value_fact(e, facts, COUNT(facts), &tool, &known, error))
			return false;
		if (known)
			continue;
		if (!str_eq(e->key, STR("hash")) && !str_eq(e->key, STR("size")))
			return value_fail(error, e->line, str_format("unknown key '%.*s'", STRF(e->key)));
		if (!(str_eq(e->key, STR("hash")) ? value_hash(e, &tool.sha256, error) : value_size(e, &tool.size, error)))
			return false;
	}
	if (tool.sha256.n == 0 || !distfile_parse(tool.artifact, &file, &why) || !file.wheel || !distfile_is_of(&file, tool.name, tool.version))
		return value_fail(error, node->line, str_format("'%.*s' has no hash of a wheel of its version", STRF(node->key)));
	lock_add_tool(into, tool);
	return true;
}

static bool
read_environment(const struct yaml *node, struct lock_tools *into, struct error *error)
{
	if (!value_expect(node, YAML_MAP, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next)
		if (!read_tool(e, into, error))
			return false;
	into->known = true;
	return true;
}

static bool
read_package_entry(const struct yaml *node, struct lock_package *p, struct error *error)
{
	const struct {
		const char *key;
		struct str_list *list;
		bool (*valid)(struct str);
	} lists[] = { { "build-requires", &p->build_requires, value_is_item },
		      { "import-names", &p->import_names, value_is_item },
		      { "keep", &p->keep, is_path_glob },
		      { "optional-imports", &p->optional_imports, value_is_item },
		      { "run", &p->run, is_apk_name },
		      { "required", &p->required, lock_is_requirement },
		      { "constrained", &p->constrained, lock_is_requirement },
		      { "requires", &p->requires, lock_is_requirement } };
	bool known;
	if (!value_fact(node, package_facts, COUNT(package_facts), p, &known, error))
		return false;
	if (known)
		return true;
	for (size_t i = 0; i < COUNT(lists); i++)
		if (str_eq(node->key, str_of(lists[i].key)))
			return value_list(node, lists[i].list, lists[i].valid, error);
	if (str_eq(node->key, STR("hash")))
		return value_hash(node, &p->sha256, error);
	if (str_eq(node->key, STR("source")))
		return read_source(node, p, error);
	if (str_eq(node->key, STR("size")))
		return value_size(node, &p->size, error);
	if (str_eq(node->key, STR("build")))
		return value_versions(node, &p->build, error);
	if (str_eq(node->key, STR("build-environment")))
		return read_environment(node, &p->build_environment, error);
	if (str_eq(node->key, STR("config-settings")))
		return read_settings(node, &p->config_settings, error);
	if (str_eq(node->key, STR("env")))
		return read_settings(node, &p->env, error);
	return value_fail(error, node->line, str_format("unknown key '%.*s'", STRF(node->key)));
}

/* Fields that each source kind requires. */
static bool
check_package(const struct lock_package *p, struct error *error)
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
		return value_fail(error, p->line, str_format("'%.*s' has no '%.*s'", STRF(p->name), STRF(lacks)));
	/* What is not the project's own goes into a URL. */
	if (p->source != SOURCE_DIRECTORY && p->path.n > 0 && !is_plain_path(p->path))
		return value_fail(error, p->line, str_format("'%.*s' is not a valid path", STRF(p->path)));
	struct distfile distfile;
	struct str why;
	if (file && (!distfile_parse(p->artifact, &distfile, &why) || distfile.wheel != (p->source == SOURCE_WHEEL) ||
	             !distfile_is_of(&distfile, p->name, p->version)))
		return value_fail(error, p->line, str_format("'%.*s' is not the %.*s of %.*s %.*s", STRF(p->artifact), STRF(lock_source_name(p->source)),
		                                    STRF(p->name), STRF(p->version)));
	for (size_t i = 0; i < p->env.count; i++)
		if (!is_variable_name(p->env.items[i].name) || p->env.items[i].values.count != 1)
			return value_fail(error, p->line, str_format("'%.*s' is not a variable with one value", STRF(p->env.items[i].name)));
	return true;
}

bool
lock_read_packages(const struct yaml *node, struct lock *lock, struct error *error)
{
	if (!value_expect(node, YAML_MAP, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		struct lock_package p = { .name = e->key, .line = e->line };
		if (!is_project_name(e->key))
			return value_fail(error, e->line, str_format("'%.*s' is not a normalised project name", STRF(e->key)));
		if (!value_expect(e, YAML_MAP, error))
			return false;
		for (const struct yaml *entry = e->first; entry != NULL; entry = entry->next)
			if (!read_package_entry(entry, &p, error))
				return false;
		if (!check_package(&p, error))
			return false;
		lock_add_package(lock, p);
	}
	const struct lock_package *package;
	struct str requirement;
	if (lock_graph_check(lock, &package, &requirement))
		return true;
	return value_fail(error, package->line, str_format("'%.*s' has '%.*s', which names no package of the lock", STRF(package->name), STRF(requirement)));
}
