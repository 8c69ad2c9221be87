#include "base/base.h"

#include "apk/depend.h"
#include "apk/version.h"
#include "audit/id.h"
#include "audit/secdb.h"
#include "base/arena.h"

bool
secdb_is(const struct yaml *root)
{
	return yaml_get(root, "packages") != NULL && yaml_get(root, "distroversion") != NULL;
}

bool
secdb_is_rejections(const struct yaml *root)
{
	if (root->kind != YAML_MAP || root->count == 0)
		return false;
	for (const struct yaml *e = root->first; e != NULL; e = e->next) {
		if (!apk_name_valid(e->key) || (e->kind != YAML_LIST && !yaml_is_null(e)))
			return false;
		for (const struct yaml *id = e->first; id != NULL; id = id->next)
			if (id->kind != YAML_SCALAR)
				return false;
	}
	return true;
}

static size_t
digits(struct str s, size_t from)
{
	size_t n = 0;
	while (from + n < s.n && s.p[from + n] >= '0' && s.p[from + n] <= '9')
		n++;
	return n;
}

/* "CVE" or "cve", an optional - or _, four digits, "-", four or more digits; what follows is left out. */
static bool
read_cve(struct str s, struct str *id)
{
	if (s.n < 12 || (s.p[0] | 0x20) != 'c' || (s.p[1] | 0x20) != 'v' || (s.p[2] | 0x20) != 'e')
		return false;
	size_t year = s.p[3] == '-' || s.p[3] == '_' || s.p[3] == ' ' ? 4 : 3, number = year + 5, n = digits(s, number);
	if (digits(s, year) != 4 || s.p[year + 4] != '-' || n < 4)
		return false;
	*id = str_format("CVE-%.*s", STRF(str_sub(s, year, 5 + n)));
	return true;
}

/* XSA-182, GHSA-h5c8-rqwp-cp95, ALPINE-13661: a word with a digit and an inner dash. */
static bool
is_other_id(struct str word)
{
	size_t dash = str_find(word, '-');
	bool digit = false;
	for (size_t i = 0; i < word.n; i++)
		digit |= word.p[i] >= '0' && word.p[i] <= '9';
	return digit && dash > 0 && dash + 1 < word.n && is_advisory_id(word);
}

void
secdb_ids(struct str s, struct str_list *list)
{
	struct str_list cves = { NULL, 0, 0 }, others = { NULL, 0, 0 };
	struct str rest = str_sub(s, 0, str_find(s, '(')), word, id;
	while (str_word(&rest, &word)) {
		struct str behind = rest, next;
		if (word.n == 3 && str_word(&behind, &next) && read_cve(str_format("%.*s %.*s", STRF(word), STRF(next)), &id)) {
			str_list_add(&cves, id);
			rest = behind;
		} else if (read_cve(word, &id))
			str_list_add(&cves, id);
		else if (is_other_id(word))
			str_list_add(&others, word);
	}
	str_list_unique(&cves);
	str_list_unique(&others);
	struct text names = { NULL, 0, 0 };
	for (size_t i = 0; i < others.count; i++)
		text_addf(&names, "+%.*s", STRF(others.items[i]));
	for (size_t i = 0; i < cves.count; i++)
		str_list_add(list, str_format("%.*s%.*s", STRF(cves.items[i]), STRF(text_str(&names))));
	for (size_t i = 0; cves.count == 0 && i < others.count; i++)
		str_list_add(list, others.items[i]);
}

/* The valid part at the beginning; the whole when it is valid. ".r1" and ".-r1" become "-r1". In the arena. */
static struct str
valid_part(struct str version, bool *whole)
{
	size_t dot = version.n;
	while (dot > 0 && version.p[dot - 1] != '.')
		dot--;
	if (dot > 0 && dot + 1 < version.n && version.p[dot] == 'r' && digits(version, dot + 1) == version.n - dot - 1)
		version = str_format("%.*s-%.*s", STRF(str_sub(version, 0, dot - 1)), STRF(str_sub(version, dot, version.n)));
	size_t dash = str_find_str(version, STR(".-r"));
	if (dash < version.n)
		version = str_format("%.*s%.*s", STRF(str_sub(version, 0, dash)), STRF(str_sub(version, dash + 1, version.n)));
	size_t n = version.n;
	while (n > 0 && !apk_version_valid(str_sub(version, 0, n), APK_TOOLS_3))
		n--;
	*whole = n == version.n;
	return str_sub(version, 0, n);
}

int
secdb_affects(struct str fixed, struct str version)
{
	bool fixed_whole, version_whole;
	if (str_eq(fixed, STR("0")))
		return 0;
	struct str f = valid_part(fixed, &fixed_whole), v = valid_part(version, &version_whole);
	if (f.n == 0 || v.n == 0)
		return -1;
	/* Where one is cut short, the parts that both have must decide. */
	int order = !fixed_whole    ? apk_version_compare_prefix(v, f, APK_TOOLS_3)
	            : !version_whole ? -apk_version_compare_prefix(f, v, APK_TOOLS_3)
	                             : apk_version_compare(v, f, APK_TOOLS_3);
	if (!fixed_whole && !version_whole && apk_version_compare_prefix(f, v, APK_TOOLS_3) == 0)
		order = 0;
	return order == 0 && !(fixed_whole && version_whole) ? -1 : order < 0;
}

static bool
read_list(const struct yaml *list, struct str version, struct secdb *secdb, struct secdb_package *package, struct error *error)
{
	struct secdb_fix fix = { .version = version };
	bool whole;
	if (yaml_is_null(list))
		return true;
	if (list->kind != YAML_LIST)
		return error_at(error, list->line, str_format("'%.*s' must be a list of vulnerabilities", STRF(list->key)));
	for (const struct yaml *e = list->first; e != NULL; e = e->next) {
		size_t before = fix.ids.count;
		if (e->kind == YAML_SCALAR)
			secdb_ids(e->text, &fix.ids);
		if (fix.ids.count == before)
			str_list_add(&secdb->notes, str_format("%d: '%.*s' names no vulnerability, left out", e->line, STRF(str_sub(e->text, 0, 64))));
	}
	valid_part(version, &whole);
	if (!whole)
		str_list_add(&secdb->notes, str_format("%d: '%.*s' is not an apk version, read as far as it is one", list->line, STRF(version)));
	str_list_unique(&fix.ids);
	if (fix.ids.count == 0)
		return true;
	arena_reserve(&package->fixes, package->count, &package->capacity);
	package->fixes[package->count++] = fix;
	return true;
}

static void
add_package(struct secdb *secdb, struct secdb_package package)
{
	arena_reserve(&secdb->packages, secdb->count, &secdb->capacity);
	secdb->packages[secdb->count++] = package;
}

static bool
read_package(const struct yaml *entry, struct secdb *secdb, struct error *error)
{
	const struct yaml *pkg = yaml_get(entry, "pkg"), *fixes = yaml_get(pkg, "secfixes");
	struct secdb_package package = { .name = yaml_text(pkg, "name") };
	if (!apk_name_valid(package.name))
		return error_at(error, entry->line, STR("a package without a valid name"));
	if (fixes == NULL || yaml_is_null(fixes))
		return true;
	if (fixes->kind != YAML_MAP)
		return error_at(error, fixes->line, STR("'secfixes' must be a map"));
	for (const struct yaml *e = fixes->first; e != NULL; e = e->next) {
		if (!is_advisory_version(e->key))
			return error_at(error, e->line, str_format("'%.*s' is not a version", STRF(str_sub(e->key, 0, 64))));
		if (!read_list(e, e->key, secdb, &package, error))
			return false;
	}
	add_package(secdb, package);
	return true;
}

bool
secdb_read(const struct yaml *root, struct secdb *secdb, struct error *error)
{
	const struct yaml *packages = yaml_get(root, "packages");
	*secdb = (struct secdb){ .branch = yaml_text(root, "distroversion"), .repository = yaml_text(root, "reponame") };
	if (!is_advisory_version(secdb->branch) || !is_advisory_id(secdb->repository))
		return error_at(error, root->line, STR("no valid 'distroversion' and 'reponame'"));
	if (packages->kind != YAML_LIST && !yaml_is_null(packages))
		return error_at(error, packages->line, STR("'packages' must be a list"));
	for (const struct yaml *e = packages->first; e != NULL; e = e->next)
		if (!read_package(e, secdb, error))
			return false;
	return true;
}

bool
secdb_read_rejections(const struct yaml *root, struct secdb *secdb, struct error *error)
{
	*secdb = (struct secdb){ .count = 0 };
	for (const struct yaml *e = root->first; e != NULL; e = e->next) {
		struct secdb_package package = { .name = e->key };
		if (!read_list(e, STR("0"), secdb, &package, error))
			return false;
		add_package(secdb, package);
	}
	return true;
}
