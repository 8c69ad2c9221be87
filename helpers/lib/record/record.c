#include "base/base.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/grammar.h"
#include "python/pep440.h"
#include "python/pep508.h"
#include "record/alpine.h"
#include "record/grammar.h"
#include "record/record.h"

struct reader {
	const char *path;
	struct error *error;
};

static bool fail(struct reader *r, int line, const char *format, ...) PRINTF_LIKE(3, 4);

static bool
fail(struct reader *r, int line, const char *format, ...)
{
	char what[512];
	va_list args;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	*r->error = (struct error){ .path = r->path, .line = line, .what = str_z(str_of(what)) };
	return false;
}

static bool
read_value(struct reader *r, const struct yaml *node, struct str *value)
{
	if (node->kind != YAML_SCALAR || yaml_is_null(node))
		return fail(r, node->line, "a value is missing; write \"\" for an empty one");
	if (!is_plain_value(node->text))
		return fail(r, node->line, "a value is not at most 900 bytes of printable ASCII without quotes, \\, $ and `: '%.*s'", STRF(node->text));
	*value = node->text;
	return true;
}

/* Entries must be sorted by bytes, without repeats. */
static bool
in_order(struct reader *r, int line, struct str before, struct str s)
{
	int order = before.p == NULL ? -1 : str_cmp(before, s);
	if (order == 0)
		return fail(r, line, "'%.*s' is repeated", STRF(s));
	return order < 0 || fail(r, line, "'%.*s' belongs before '%.*s'", STRF(s), STRF(before));
}

static bool
read_list(struct reader *r, const struct yaml *node, const char *(*wrong)(struct str), struct str_list *list)
{
	struct str before = { NULL, 0 };
	if (node->kind != YAML_LIST)
		return fail(r, node->line, "'%.*s' is not a list, write [%s]", STRF(node->key), node->text.n > 0 ? str_z(node->text) : "...");
	for (const struct yaml *e = node->first; e != NULL; before = e->text, e = e->next) {
		if (e->kind != YAML_SCALAR || yaml_is_null(e))
			return fail(r, e->line, "an entry of '%.*s' is not text", STRF(node->key));
		const char *reason = wrong(e->text);
		if (reason != NULL)
			return fail(r, e->line, "'%.*s' %s", STRF(e->text), reason);
		if (!in_order(r, e->line, before, e->text))
			return false;
		str_list_add(list, e->text);
	}
	return true;
}

static bool
read_setting(struct reader *r, const struct yaml *node, bool many, struct record_setting *setting)
{
	struct str value;
	setting->name = node->key;
	if (node->kind != YAML_LIST || !many) {
		if (!read_value(r, node, &value))
			return false;
		str_list_add(&setting->values, value);
		return true;
	}
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		if (!read_value(r, e, &value))
			return false;
		str_list_add(&setting->values, value);
	}
	return setting->values.count > 0 || fail(r, node->line, "'%.*s' has no value", STRF(node->key));
}

static bool
read_settings(struct reader *r, const struct yaml *node, const char *(*wrong)(struct str), bool many, struct record_settings *settings)
{
	struct str before = { NULL, 0 };
	if (node->kind != YAML_MAP)
		return fail(r, node->line, "'%.*s' is not a map, write {name: value}", STRF(node->key));
	for (const struct yaml *e = node->first; e != NULL; before = e->key, e = e->next) {
		const char *reason = wrong(e->key);
		if (reason != NULL)
			return fail(r, e->line, "'%.*s' %s", STRF(e->key), reason);
		arena_reserve(&settings->items, settings->count, &settings->capacity);
		if (!in_order(r, e->line, before, e->key) || !read_setting(r, e, many, &settings->items[settings->count++]))
			return false;
	}
	return true;
}

static bool
read_memory(struct reader *r, const struct yaml *node, uint64_t *memory)
{
	struct str s = node->text;
	uint64_t n;
	if (node->kind != YAML_SCALAR || s.n < 2 || s.n > 6 || strchr("GM", s.p[s.n - 1]) == NULL || !str_u64(str_sub(s, 0, s.n - 1), &n) || n == 0)
		return fail(r, node->line, "'memory' is not a whole number with M or G, such as 4G");
	*memory = n << (s.p[s.n - 1] == 'G' ? 30 : 20);
	return true;
}

static bool
read_text(struct reader *r, const struct yaml *node, struct str *text)
{
	if (node->kind != YAML_SCALAR || yaml_is_null(node) || !record_is_printable(node->text))
		return fail(r, node->line, "'%.*s' is not a line of printable ASCII", STRF(node->key));
	*text = node->text;
	return true;
}

static const char *const key_names[RECORD_KEYS] = { "build", "build-requires",   "config-settings", "env",        "import-names",
	                                            "keep",  "memory",           "optional-imports", "run", "unsupported" };

static bool
read_key(struct reader *r, const struct yaml *node, enum record_key key, struct record_needs *needs)
{
	needs->given |= 1u << key;
	switch (key) {
	case RECORD_BUILD: return read_list(r, node, record_wrong_build_apk, &needs->build);
	case RECORD_BUILD_REQUIRES: return read_list(r, node, record_wrong_requirement, &needs->build_requires);
	case RECORD_CONFIG_SETTINGS: return read_settings(r, node, record_wrong_setting, true, &needs->config_settings);
	case RECORD_ENV: return read_settings(r, node, record_wrong_variable, false, &needs->env);
	case RECORD_IMPORT_NAMES: return read_list(r, node, record_wrong_module, &needs->import_names);
	case RECORD_KEEP: return read_list(r, node, record_wrong_file_glob, &needs->keep);
	case RECORD_MEMORY: return read_memory(r, node, &needs->memory);
	case RECORD_OPTIONAL_IMPORTS: return read_list(r, node, record_wrong_glob, &needs->optional_imports);
	case RECORD_RUN: return read_list(r, node, record_wrong_apk, &needs->run);
	case RECORD_UNSUPPORTED: return read_text(r, node, &needs->unsupported);
	default: return fail(r, node->line, "unknown key '%.*s'", STRF(node->key));
	}
}

static enum record_key
key_of(struct str name)
{
	enum record_key key = RECORD_BUILD;
	while (key < RECORD_KEYS && !str_eq(name, str_of(key_names[key])))
		key++;
	return key;
}

static bool
is_specifiers(struct str s)
{
	struct pep440_set set;
	struct error error;
	return s.n > 0 && s.n <= 128 && is_plain_value(s) && pep440_set_parse(s, &set, &error);
}

static bool
read_condition(struct reader *r, const struct yaml *node, struct str *condition, bool valid)
{
	if (node->kind != YAML_SCALAR || !valid)
		return fail(r, node->line, "'%.*s: %.*s' is not a %s", STRF(node->key), STRF(node->text),
		            str_eq(node->key, STR("alpine")) ? "range of releases, such as \">=3.20\" or \"3.18 - 3.19\""
		                                             : "version specifier, such as \">=2,<3\"");
	*condition = node->text;
	return true;
}

/* Is KEY no enum record_key, and read by itself? */
static bool
is_elsewhere(struct str key, bool variant)
{
	static const char *const keys[] = { "versions", "alpine", "variants", "receipts", "minutes", "unproven" };
	for (size_t i = variant ? 0 : 2; i < (variant ? 2 : COUNT(keys)); i++)
		if (str_eq(key, str_of(keys[i])))
			return true;
	return false;
}

static bool
read_keys(struct reader *r, const struct yaml *map, bool variant, struct record_needs *needs)
{
	struct str before = { NULL, 0 };
	needs->map = map;
	for (const struct yaml *e = map->first; e != NULL; e = e->next) {
		enum record_key key = key_of(e->key);
		if (is_elsewhere(e->key, variant))
			continue;
		if (!read_key(r, e, key, needs))
			return false;
		if (!variant && key != RECORD_BUILD && e->count == 0 && e->text.n == 0)
			return fail(r, e->line, "'%.*s' says nothing; leave it out", STRF(e->key));
		if (before.p != NULL && str_cmp(before, e->key) > 0)
			return fail(r, e->line, "key '%.*s' belongs before '%.*s'", STRF(e->key), STRF(before));
		before = e->key;
	}
	return true;
}

static bool
read_variant(struct reader *r, const struct yaml *node, struct record_variant *variant)
{
	if (node->kind != YAML_MAP)
		return fail(r, node->line, "a variant is not a map");
	const struct yaml *versions = yaml_get(node, "versions"), *alpine = yaml_get(node, "alpine");
	if (versions == NULL && alpine == NULL)
		return fail(r, node->line, "a variant without 'versions' and 'alpine' fits always; put its keys above");
	if (versions != NULL && !read_condition(r, versions, &variant->versions, is_specifiers(versions->text)))
		return false;
	if (alpine != NULL && !read_condition(r, alpine, &variant->alpine, record_is_alpine_range(alpine->text)))
		return false;
	if (!read_keys(r, node, true, &variant->needs))
		return false;
	return variant->needs.given != 0 || fail(r, node->line, "a variant that changes nothing");
}

static bool
read_variants(struct reader *r, const struct yaml *node, struct record *record)
{
	if (node->kind != YAML_LIST || node->count == 0)
		return fail(r, node->line, "'variants' is not a list of maps");
	record->variants = arena_take_array(node->count, sizeof(*record->variants));
	for (const struct yaml *e = node->first; e != NULL; e = e->next)
		if (!read_variant(r, e, &record->variants[record->variant_count++]))
			return false;
	return true;
}

/* The last component of PATH without ".yaml"; p NULL if that is not a normalised name. */
static struct str
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str name = str_of(slash == NULL ? path : slash + 1);
	if (!str_ends(name, STR(".yaml")))
		return (struct str){ NULL, 0 };
	name.n -= 5;
	return pep503_is_name(name) && str_eq(name, pep503_normalise(name)) ? name : (struct str){ NULL, 0 };
}

bool
record_parse(const char *path, struct str content, struct record *record, struct error *error)
{
	struct reader r = { path, error };
	struct error yaml_error;
	*record = (struct record){ .name = name_of(path) };
	if (record->name.p == NULL)
		return fail(&r, 0, "is not named after a package: NAME.yaml in lower case with single hyphens");
	const struct yaml *root = yaml_parse(content, &yaml_error);
	if (root == NULL)
		return fail(&r, yaml_error.line, "%s", yaml_error.what);
	if (root->kind != YAML_MAP || root->count == 0)
		return fail(&r, root->line, "is not a map of keys such as build: [apk]");
	const struct yaml *variants = yaml_get(root, "variants");
	if (!read_keys(&r, root, false, &record->needs) || (variants != NULL && !read_variants(&r, variants, record)))
		return false;
	int line;
	const char *what = receipts_read(root, &record->receipts, &line);
	return what == NULL || fail(&r, line, "%s", what);
}

bool
record_read(const char *path, struct record *record, struct error *error)
{
	struct str content;
	if (!file_read(path, RECORD_LIMIT, &content)) {
		struct reader r = { path, error };
		return fail(&r, 0, "cannot read it: %s", errno == EFBIG ? "larger than 64 KB" : strerror(errno));
	}
	return record_parse(path, content, record, error);
}
