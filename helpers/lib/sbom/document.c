/* Reads the documents: JSON by way of YAML. */

#include "base/base.h"

#include "base/arena.h"
#include "base/yaml.h"
#include "sbom/sbom.h"

static struct yaml *
parse(struct str content, const char *key, const char *value, struct str *what)
{
	struct error error;
	struct yaml *root = yaml_parse(content, &error);
	if (root == NULL)
		*what = str_format("line %d: %s", error.line, error.what);
	else if (!str_eq(yaml_text(root, key), str_of(value))) {
		*what = str_format("its %s is not %s", key, value);
		return NULL;
	}
	return root;
}

static struct sbom_part *
add_part(struct sbom *sbom)
{
	arena_reserve(&sbom->parts, sbom->count, &sbom->capacity);
	sbom->parts[sbom->count] = (struct sbom_part){ .name = { NULL, 0 } };
	return &sbom->parts[sbom->count++];
}

/* The field VALUE of the entry in LIST whose field KEY is NAME. */
static struct str
entry_of(const struct yaml *list, const char *key, const char *name, const char *value)
{
	for (const struct yaml *e = list == NULL ? NULL : list->first; e != NULL; e = e->next)
		if (str_eq(yaml_text(e, key), str_of(name)))
			return yaml_text(e, value);
	return (struct str){ NULL, 0 };
}

/* {expression}, or {license: {id or name}}. */
static struct str
licence_of(const struct yaml *list)
{
	const struct yaml *first = list == NULL ? NULL : list->first, *licence = yaml_get(first, "license");
	struct str expression = yaml_text(first, "expression"), id = yaml_text(licence, "id");
	return expression.n > 0 ? expression : id.n > 0 ? id : yaml_text(licence, "name");
}

static void
add_component(struct sbom *sbom, const struct yaml *component, struct str group)
{
	struct sbom_part *part = add_part(sbom);
	const struct yaml *properties = yaml_get(component, "properties"), *occurrences = yaml_get(yaml_get(component, "evidence"), "occurrences");
	bool file = str_eq(yaml_text(component, "type"), STR("file"));
	part->name = yaml_text(component, "name");
	part->version = yaml_text(component, "version");
	part->purl = yaml_text(component, "purl");
	part->licence = licence_of(yaml_get(component, "licenses"));
	part->sha256 = entry_of(yaml_get(component, "hashes"), "alg", "SHA-256", "content");
	part->files_sha256 = entry_of(properties, "name", "scibids:files-sha256", "value");
	part->record_sha256 = entry_of(properties, "name", "scibids:record-sha256", "value");
	if (occurrences != NULL && occurrences->first != NULL)
		part->location = yaml_text(occurrences->first, "location");
	if (file) {
		part->location = part->name;
		part->group = group;
	}
	struct str name = part->name;
	const struct yaml *parts = yaml_get(component, "components");
	for (const struct yaml *e = parts == NULL ? NULL : parts->first; e != NULL; e = e->next)
		add_component(sbom, e, name);
}

bool
sbom_read_cyclonedx(struct str content, struct sbom *sbom, struct str *what)
{
	struct yaml *root = parse(content, "bomFormat", "CycloneDX", what);
	*sbom = (struct sbom){ NULL, 0, 0 };
	if (root == NULL)
		return false;
	const struct yaml *components = yaml_get(root, "components");
	for (const struct yaml *e = components == NULL ? NULL : components->first; e != NULL; e = e->next)
		add_component(sbom, e, (struct str){ NULL, 0 });
	return true;
}

bool
sbom_read_spdx(struct str content, struct sbom *sbom, struct str *what)
{
	struct yaml *root = parse(content, "spdxVersion", "SPDX-2.3", what);
	*sbom = (struct sbom){ NULL, 0, 0 };
	if (root == NULL)
		return false;
	const struct yaml *packages = yaml_get(root, "packages");
	for (const struct yaml *e = packages == NULL ? NULL : packages->first; e != NULL; e = e->next) {
		/* The image itself, which CycloneDX lists separately from the components. */
		if (str_eq(yaml_text(e, "primaryPackagePurpose"), STR("CONTAINER")))
			continue;
		struct sbom_part *part = add_part(sbom);
		part->name = yaml_text(e, "name");
		part->version = yaml_text(e, "versionInfo");
		part->purl = entry_of(yaml_get(e, "externalRefs"), "referenceType", "purl", "referenceLocator");
	}
	return true;
}
