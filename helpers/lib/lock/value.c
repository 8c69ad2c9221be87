#include "base/base.h"

#include "apk/version.h"
#include "base/grammar.h"
#include "lock/value.h"
#include "python/distfile.h"
#include "python/pep440.h"

bool
value_fail(struct error *error, int line, struct str what)
{
	error_at(error, line, what);
	error->advice = "restore it, or remove it and run make lock";
	return false;
}

bool
value_is_version(struct str s)
{
	struct pep440 version;
	return pep440_parse(s, &version) && is_plain_value(s);
}

bool
value_is_item(struct str s)
{
	return s.n > 0 && is_plain_value(s);
}

bool
value_is_artifact(struct str s)
{
	struct distfile file;
	struct str why;
	return distfile_parse(s, &file, &why);
}

bool
value_expect(const struct yaml *node, enum yaml_kind kind, struct error *error)
{
	static const char *const names[] = { "one value", "a list", "a map" };
	if (node->kind == kind)
		return true;
	return value_fail(error, node->line, str_format("'%.*s' must be %s", STRF(node->key), names[kind]));
}

bool
value_fact(const struct yaml *node, const struct fact *table, size_t count, void *into, bool *known, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		if (!str_eq(node->key, str_of(table[i].key)))
			continue;
		*known = true;
		if (!value_expect(node, YAML_SCALAR, error))
			return false;
		if (!table[i].valid(node->text))
			return value_fail(error, node->line, str_format("'%.*s' is not a valid %s", STRF(node->text), table[i].key));
		*(struct str *)(void *)((char *)into + table[i].offset) = node->text;
		return true;
	}
	*known = false;
	return true;
}

bool
value_hash(const struct yaml *node, struct str *sha256, struct error *error)
{
	if (node->kind != YAML_SCALAR || !is_digest(node->text))
		return value_fail(error, node->line, str_format("'%.*s' must be sha256: and 64 hexadecimal digits", STRF(node->key)));
	*sha256 = str_sub(node->text, STR("sha256:").n, node->text.n);
	return true;
}

bool
value_list(const struct yaml *node, struct str_list *into, bool (*valid)(struct str), struct error *error)
{
	if (!value_expect(node, YAML_LIST, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		if (e->kind != YAML_SCALAR || !valid(e->text))
			return value_fail(error, e->line, str_format("'%.*s' cannot be in '%.*s'", STRF(e->text), STRF(node->key)));
		str_list_add(into, e->text);
	}
	return true;
}

bool
value_size(const struct yaml *node, uint64_t *size, struct error *error)
{
	return (node->kind == YAML_SCALAR && str_u64(node->text, size)) || value_fail(error, node->line, STR("'size' must be a number of bytes"));
}

bool
value_versions(const struct yaml *node, struct lock_apks *into, struct error *error)
{
	if (!value_expect(node, YAML_MAP, error))
		return false;
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		if (!is_apk_name(e->key))
			return value_fail(error, e->line, str_format("'%.*s' is not an apk name", STRF(e->key)));
		if (e->kind != YAML_SCALAR || !apk_version_valid_for_any(e->text))
			return value_fail(error, e->line, str_format("'%.*s' is not an apk version", STRF(e->text)));
		lock_add_apk(into, (struct lock_apk){ .name = e->key, .version = e->text });
	}
	return true;
}
