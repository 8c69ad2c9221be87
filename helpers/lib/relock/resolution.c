#include "base/base.h"

#include "base/arena.h"
#include "base/yaml.h"
#include "relock/resolution.h"

static bool
fail(struct error *error, int line, const char *what)
{
	*error = (struct error){ .line = line, .what = what };
	return false;
}

static bool
read_list(const struct yaml *node, const char *key, struct str_list *into, struct error *error)
{
	const struct yaml *list = yaml_get(node, key);
	if (list != NULL && list->kind != YAML_LIST)
		return fail(error, list->line, str_z(str_format("'%s' must be a list", key)));
	for (const struct yaml *e = list == NULL ? NULL : list->first; e != NULL; e = e->next)
		str_list_add(into, e->text);
	return true;
}

/* A map of texts, or of lists of texts. */
static bool
read_settings(const struct yaml *node, const char *key, struct record_settings *into, struct error *error)
{
	const struct yaml *map = yaml_get(node, key);
	if (map != NULL && map->kind != YAML_MAP)
		return fail(error, map->line, str_z(str_format("'%s' must be a map", key)));
	for (const struct yaml *e = map == NULL ? NULL : map->first; e != NULL; e = e->next) {
		struct record_setting setting = { .name = e->key };
		if (e->kind == YAML_SCALAR)
			str_list_add(&setting.values, e->text);
		for (const struct yaml *value = e->first; value != NULL; value = value->next)
			str_list_add(&setting.values, value->text);
		arena_reserve(&into->items, into->count, &into->capacity);
		into->items[into->count++] = setting;
	}
	return true;
}

/* What the package's build backend is run with; nothing where that could not be found out. */
static bool
read_environment(const struct yaml *node, struct lock_tools *into, struct error *error)
{
	const struct yaml *list = yaml_get(node, "build-environment");
	if (list == NULL)
		return true;
	if (list->kind != YAML_LIST)
		return fail(error, list->line, "'build-environment' must be a list");
	for (const struct yaml *e = list->first; e != NULL; e = e->next) {
		struct lock_tool tool = { .name = yaml_text(e, "name"), .version = yaml_text(e, "version"),
			                  .artifact = yaml_text(e, "artifact"), .sha256 = yaml_text(e, "sha256") };
		if (!str_u64(yaml_text(e, "size"), &tool.size))
			return fail(error, e->line, "a size that is not a number");
		lock_add_tool(into, tool);
	}
	into->known = true;
	return true;
}

static bool
read_package(const struct yaml *node, struct str time, struct lock_package *p, struct error *error)
{
	struct str source = yaml_text(node, "source"), size = yaml_text(node, "size");
	*p = (struct lock_package){
		.name = yaml_text(node, "name"),       .version = yaml_text(node, "version"), .artifact = yaml_text(node, "artifact"),
		.reason = yaml_text(node, "reason"),   .sha256 = yaml_text(node, "sha256"),   .url = yaml_text(node, "url"),
		.commit = yaml_text(node, "commit"),   .path = yaml_text(node, "path"),
		.file = yaml_text(node, "file"),
		.build_time = yaml_get(node, "build-time") != NULL ? yaml_text(node, "build-time") : time,
	};
	if (p->name.n == 0)
		return fail(error, node->line, "a package without a name");
	if (size.n > 0 && !str_u64(size, &p->size))
		return fail(error, node->line, "a size that is not a number");
	if (!read_list(node, "required", &p->required, error) || !read_list(node, "constrained", &p->constrained, error) ||
	    !read_list(node, "requires", &p->requires, error) || !read_list(node, "build-requires", &p->build_requires, error) ||
	    !read_settings(node, "config-settings", &p->config_settings, error) || !read_settings(node, "env", &p->env, error) ||
	    !read_environment(node, &p->build_environment, error))
		return false;
	for (int i = SOURCE_WHEEL; i <= SOURCE_DIRECTORY; i++)
		if (str_eq(source, lock_source_name((enum lock_source)i))) {
			p->source = (enum lock_source)i;
			return true;
		}
	return fail(error, node->line, "a package without a known source");
}

bool
resolution_parse(struct str content, struct resolution *resolution, struct error *error)
{
	struct error yaml_error;
	struct yaml *root = yaml_parse(content, &yaml_error);
	*resolution = (struct resolution){ 0 };
	*error = (struct error){ 0 };
	if (root == NULL)
		return fail(error, yaml_error.line, yaml_error.what);
	struct yaml *packages = yaml_get(root, "packages");
	if (packages == NULL || packages->kind != YAML_LIST)
		return fail(error, root->line, "no list of packages");
	if (!read_list(root, "warnings", &resolution->warnings, error) || !read_list(root, "inputs", &resolution->inputs, error))
		return false;
	resolution->packages = arena_take_array(packages->count, sizeof(*resolution->packages));
	for (const struct yaml *e = packages->first; e != NULL; e = e->next)
		if (!read_package(e, yaml_text(root, "time"), &resolution->packages[resolution->count++], error))
			return false;
	return true;
}
