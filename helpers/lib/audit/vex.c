#include "base/base.h"

#include "audit/id.h"
#include "audit/vex.h"
#include "base/arena.h"
#include "base/yaml.h"
#include "python/pep508.h"

static const char *const status_names[] = { "not_affected", "affected", "fixed", "under_investigation" };

static const char *const justifications[] = { "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
	                                      "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist" };

struct str
vex_status_name(enum vex_status status)
{
	return str_of(status_names[status]);
}

static bool
is_day(struct str s)
{
	static const char form[] = "dddd-dd-dd";
	bool ok = s.n == sizeof(form) - 1;
	for (size_t i = 0; ok && i < s.n; i++)
		ok = form[i] == 'd' ? s.p[i] >= '0' && s.p[i] <= '9' : s.p[i] == form[i];
	return ok && str_cmp(str_sub(s, 5, 2), STR("01")) >= 0 && str_cmp(str_sub(s, 5, 2), STR("12")) <= 0 &&
	       str_cmp(str_sub(s, 8, 2), STR("01")) >= 0 && str_cmp(str_sub(s, 8, 2), STR("31")) <= 0;
}

static void
add_package(struct vex_statement *s, struct vex_package package)
{
	bool pypi = package.type.n == 0 || str_eq(package.type, STR("pypi"));
	if (pypi && pep503_is_name(package.name))
		package.name = pep503_normalise(package.name);
	arena_reserve(&s->packages, s->package_count, &s->package_capacity);
	s->packages[s->package_count++] = package;
}

static bool
read_status(const struct yaml *node, struct vex_statement *s, struct error *error)
{
	struct str status = yaml_text(node, "status"), why = yaml_text(node, "justification");
	for (size_t i = 0; i < COUNT(status_names); i++)
		if (str_eq(status, str_of(status_names[i])))
			s->status = (enum vex_status)i;
	if (status.n > 0 && !str_eq(status, vex_status_name(s->status)))
		return error_at(error, node->line, str_format("'%.*s' is not a status: not_affected, affected, fixed or under_investigation", STRF(status)));
	bool known = why.n == 0;
	for (size_t i = 0; i < COUNT(justifications); i++)
		known |= str_eq(why, str_of(justifications[i]));
	s->justification = why;
	return known || error_at(error, node->line, str_format("'%.*s' is not a justification of OpenVEX, such as %s", STRF(why), justifications[2]));
}

static bool
read_own(const struct yaml *node, struct vex_statement *s, struct error *error)
{
	static const char *const keys[] = { "vulnerability", "package", "status", "justification", "reason", "expires" };
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		size_t i = 0;
		while (i < COUNT(keys) && !str_eq(e->key, str_of(keys[i])))
			i++;
		if (i == COUNT(keys))
			return error_at(error, e->line, str_format("unknown key '%.*s'", STRF(e->key)));
		if (e->kind != YAML_SCALAR)
			return error_at(error, e->line, str_format("'%.*s' must be one value", STRF(e->key)));
	}
	struct str id = yaml_text(node, "vulnerability"), package = yaml_text(node, "package");
	s->reason = yaml_text(node, "reason");
	s->expires = yaml_text(node, "expires");
	if (!is_advisory_id(id) || id.n == 0)
		return error_at(error, node->line, STR("a statement needs a 'vulnerability', such as CVE-2024-45230"));
	if (s->reason.n == 0)
		return error_at(error, node->line, STR("a statement needs a 'reason'"));
	if (!is_day(s->expires))
		return error_at(error, node->line, STR("a statement needs a day on which it 'expires', such as 2027-01-31"));
	str_list_add(&s->names, id);
	if (package.n > 0)
		add_package(s, (struct vex_package){ .name = package });
	return true;
}

/* pkg:TYPE/[NAMESPACE/]NAME[@VERSION][?...][#...]; percent-encoding is undone as far as versions need it. False: of a different type. */
static bool
read_purl(struct str purl, struct vex_package *package)
{
	if (!str_starts(purl, STR("pkg:")))
		return false;
	purl = str_sub(purl, 4, purl.n);
	purl = str_sub(purl, 0, str_find(purl, '#'));
	purl = str_sub(purl, 0, str_find(purl, '?'));
	struct str version = purl, path = str_cut(&version, '@'), type = str_cut(&path, '/');
	size_t n = str_after_last(path, '/');
	struct text plain = { NULL, 0, 0 };
	for (size_t i = 0; i < version.n; i++) {
		bool plus = str_starts(str_sub(version, i, 3), STR("%2B")) || str_starts(str_sub(version, i, 3), STR("%2b"));
		text_add(&plain, plus ? STR("+") : str_sub(version, i, 1));
		i += plus ? 2 : 0;
	}
	*package = (struct vex_package){ type, str_sub(path, n, path.n), text_str(&plain) };
	return str_eq(type, STR("pypi")) || str_eq(type, STR("apk"));
}

/* A product may be a package, or an image with packages in it. */
static void
read_products(const struct yaml *products, struct vex_statement *s)
{
	for (const struct yaml *p = products == NULL ? NULL : products->first; p != NULL; p = p->next) {
		struct vex_package package;
		struct str id = p->kind == YAML_SCALAR ? p->text : yaml_text(p, "@id"), purl = yaml_text(yaml_get(p, "identifiers"), "purl");
		const struct yaml *parts = yaml_get(p, "subcomponents");
		if (parts != NULL && parts->first != NULL)
			read_products(parts, s);
		else if (read_purl(purl.n > 0 ? purl : id, &package))
			add_package(s, package);
	}
}

static bool
read_openvex(const struct yaml *node, struct vex_statement *s, struct error *error)
{
	const struct yaml *vulnerability = yaml_get(node, "vulnerability"), *aliases = yaml_get(vulnerability, "aliases");
	struct str name = vulnerability != NULL && vulnerability->kind == YAML_SCALAR ? vulnerability->text : yaml_text(vulnerability, "name");
	if (!is_advisory_id(name) || name.n == 0)
		return error_at(error, node->line, STR("a statement without the name of a vulnerability"));
	str_list_add(&s->names, name);
	for (const struct yaml *a = aliases == NULL ? NULL : aliases->first; a != NULL; a = a->next)
		if (a->kind == YAML_SCALAR)
			str_list_add(&s->names, a->text);
	read_products(yaml_get(node, "products"), s);
	s->reason = yaml_text(node, "impact_statement");
	if (s->status == VEX_NOT_AFFECTED && s->reason.n == 0 && s->justification.n == 0)
		return error_at(error, node->line, STR("not_affected needs a justification or an impact_statement"));
	return true;
}

bool
vex_read(struct str content, const char *file, struct vex *vex, struct error *error)
{
	struct error yaml_error;
	struct yaml *root = yaml_parse(content, &yaml_error);
	if (root == NULL) {
		*error = yaml_error;
		return false;
	}
	bool openvex = yaml_get(root, "@context") != NULL;
	const struct yaml *list = yaml_get(root, "statements");
	if (list == NULL || list->kind != YAML_LIST || (!openvex && root->count != 1))
		return error_at(error, root->line, STR("is neither a map with one key, the list 'statements', nor an OpenVEX document"));
	for (const struct yaml *e = list->first; e != NULL; e = e->next) {
		struct vex_statement s = { .file = file, .line = e->line };
		if (e->kind != YAML_MAP)
			return error_at(error, e->line, STR("a statement must be a map"));
		if (openvex && yaml_text(e, "status").n == 0)
			return error_at(error, e->line, STR("a statement without a status"));
		if (!read_status(e, &s, error) || !(openvex ? read_openvex : read_own)(e, &s, error))
			return false;
		arena_reserve(&vex->items, vex->count, &vex->capacity);
		vex->items[vex->count++] = s;
	}
	return true;
}

static bool
is_of(const struct vex_package *p, const struct finding *f)
{
	static const char *const types[] = { "apk", "pypi", "generic" };
	struct str members = f->members, word;
	if ((p->type.n > 0 && !str_eq(p->type, str_of(types[f->component->kind]))) ||
	    (p->version.n > 0 && !str_eq(p->version, f->component->version)))
		return false;
	if (str_eq(p->name, f->package))
		return true;
	while (str_word(&members, &word))
		if (str_eq(p->name, word))
			return true;
	return false;
}

static bool
is_about(const struct vex_statement *s, const struct finding *f)
{
	bool name = false, package = s->package_count == 0;
	for (size_t i = 0; i < s->names.count; i++)
		name |= str_list_has(&f->ids, s->names.items[i]);
	for (size_t i = 0; name && i < s->package_count; i++)
		package |= is_of(&s->packages[i], f);
	return name && package;
}

void
vex_apply(struct vex *vex, struct audit *audit, struct str today)
{
	for (size_t i = 0; i < vex->count; i++) {
		struct vex_statement *s = &vex->items[i];
		s->expired = s->expires.n > 0 && str_cmp(s->expires, today) < 0;
		for (size_t k = 0; k < audit->count; k++) {
			if (!is_about(s, &audit->findings[k]))
				continue;
			s->matched = true;
			if (!s->expired)
				audit->findings[k].vex = s->status == VEX_NOT_AFFECTED || s->status == VEX_FIXED ? s : NULL;
		}
	}
}

struct str
vex_complaint(const struct vex_statement *s)
{
	if (!s->matched)
		return STR("it matches no finding: remove the statement");
	return s->expired ? str_format("expired after %.*s: check again, then set a later day", STRF(s->expires)) : (struct str){ NULL, 0 };
}
