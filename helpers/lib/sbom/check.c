#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "sbom/sbom.h"

static void
find(struct str_list *findings, struct str text)
{
	str_list_add(findings, text);
}

/* A package URL without qualifiers and subpath. */
static struct str
plain_purl(struct str purl)
{
	purl = str_sub(purl, 0, str_find(purl, '?'));
	return str_sub(purl, 0, str_find(purl, '#'));
}

/* Is this component installed by itself, by a database or a .dist-info, rather than part of another? */
static bool
is_installed(const struct sbom_part *part)
{
	return part->group.n == 0 && (str_ends(part->location, STR(".dist-info")) || str_ends(part->location, STR(".egg-info")) ||
	                              str_ends(part->location, STR("apk/db/installed")) || part->files_sha256.n > 0);
}

static struct str
key_of(const struct inventory *inventory, const struct component *c)
{
	if (c->kind == COMPONENT_CPYTHON)
		return str_format("pkg:generic/python@%.*s", STRF(c->version));
	return plain_purl(inventory_purl(inventory, c));
}

static struct str_list
sorted_keys(const struct inventory *inventory, const struct sbom *sbom)
{
	struct str_list keys = { NULL, 0, 0 };
	for (size_t i = 0; inventory != NULL && i < inventory->count; i++)
		str_list_add(&keys, key_of(inventory, &inventory->items[i]));
	for (size_t i = 0; sbom != NULL && i < sbom->count; i++)
		if (is_installed(&sbom->parts[i]))
			str_list_add(&keys, plain_purl(sbom->parts[i].purl));
	str_list_unique(&keys);
	return keys;
}

static bool
has(const struct str_list *sorted, struct str s)
{
	return sorted->count > 0 && bsearch(&s, sorted->items, sorted->count, sizeof(s), str_compare) != NULL;
}

/* Reports what is in LIST and not in OTHER. */
static void
find_missing(const struct str_list *list, const struct str_list *other, const char *what, struct str_list *findings)
{
	for (size_t i = 0; i < list->count; i++)
		if (!has(other, list->items[i]))
			find(findings, str_format("%.*s: %s", STRF(list->items[i]), what));
}

static struct fs_node *
file_at(struct fs *fs, struct str path)
{
	struct fs_node *node = path.n == 0 || path.n > FS_PATH_LIMIT ? NULL : fs_find(fs, path);
	return node != NULL && fs_is_file(node) ? node : NULL;
}

/* Checks the files that the document names with a hash: bundled libraries, and files listed by themselves. */
static void
check_hashes(struct fs *fs, const struct sbom *sbom, struct str_list *findings)
{
	for (size_t i = 0; i < sbom->count; i++) {
		const struct sbom_part *part = &sbom->parts[i];
		struct fs_node *node = file_at(fs, part->location);
		if (part->sha256.n == 0 || part->location.n == 0 || str_find_str(part->location, STR(".dist-info")) < part->location.n)
			continue;
		if (node == NULL)
			find(findings, str_format("%.*s: in the bill of materials, not in the image", STRF(part->location)));
		else if (!str_eq(fs_sha256(fs, node), part->sha256))
			find(findings, str_format("%.*s: it differs from the bill of materials", STRF(part->location)));
	}
}

static void
check_records(struct fs *fs, const struct sbom *sbom, struct str_list *findings)
{
	for (size_t i = 0; i < sbom->count; i++) {
		const struct sbom_part *part = &sbom->parts[i];
		if (part->record_sha256.n == 0)
			continue;
		struct str path = str_format("%.*s/RECORD", STRF(part->location));
		struct fs_node *node = file_at(fs, path);
		if (node == NULL || !str_eq(fs_sha256(fs, node), part->record_sha256))
			find(findings, str_format("%.*s: it differs from the bill of materials", STRF(path)));
	}
}

/* SHA-256 of a line "SHA-256  PATH" for each of the interpreter's files, sorted by path. */
static struct str
interpreter_sum(struct fs *fs)
{
	struct str_list paths = { NULL, 0, 0 };
	for (struct fs_node *n = fs->root; n != NULL; n = fs_next(n, fs->root))
		if (fs_is_file(n) && n->interpreter && n->owner == 0)
			str_list_add(&paths, fs_path(n));
	str_list_sort(&paths);
	struct sha256 *sum = sha256_begin();
	for (size_t i = 0; i < paths.count; i++) {
		struct str file = fs_sha256(fs, fs_find(fs, paths.items[i]));
		sha256_add(sum, str_format("%.*s  %.*s\n", STRF(file), STRF(paths.items[i])));
	}
	return sha256_end(sum);
}

static void
check_interpreter(struct fs *fs, const struct sbom *sbom, struct str_list *findings)
{
	struct str sum = interpreter_sum(fs);
	for (size_t i = 0; i < sbom->count; i++)
		if (sbom->parts[i].files_sha256.n > 0 && !str_eq(sbom->parts[i].files_sha256, sum))
			find(findings, str_format("%.*s: the interpreter's files differ from the bill of materials", STRF(sbom->parts[i].location)));
}

/* "libz-1a2b3c4d.so.1", or any library in a directory *.libs. */
static bool
is_bundled(const struct fs_node *node)
{
	struct str name = node->name;
	size_t so = str_find_str(name, STR(".so"));
	if (so == name.n || (so + 3 < name.n && name.p[so + 3] != '.'))
		return false;
	return str_ends(node->parent->name, STR(".libs")) ||
	       (so > 9 && name.p[so - 9] == '-' && str_all_in(str_sub(name, so - 8, 8), "0123456789abcdef"));
}

static void
check_bundled(struct fs *fs, const struct inventory *inventory, const struct sbom *sbom, struct str_list *findings)
{
	struct str_list locations = { NULL, 0, 0 };
	for (size_t i = 0; i < sbom->count; i++)
		str_list_add(&locations, sbom->parts[i].location);
	str_list_sort(&locations);
	for (struct fs_node *n = fs->root; n != NULL; n = fs_next(n, fs->root)) {
		if (inventory_owns(inventory, n, COMPONENT_PYTHON) && fs_is_file(n) && is_bundled(n) && !has(&locations, fs_path(n)))
			find(findings, str_format("%.*s: a bundled library, not in the bill of materials", STRF(fs_path(n))));
	}
}

void
sbom_check(struct fs *fs, const struct inventory *inventory, const struct sbom *sbom, struct str_list *findings)
{
	struct str_list there = sorted_keys(inventory, NULL), said = sorted_keys(NULL, sbom);
	find_missing(&there, &said, "in the image, not in the bill of materials", findings);
	find_missing(&said, &there, "in the bill of materials, not in the image", findings);
	check_hashes(fs, sbom, findings);
	check_records(fs, sbom, findings);
	check_interpreter(fs, sbom, findings);
	check_bundled(fs, inventory, sbom, findings);
}

static struct str_list
titles(const struct sbom *sbom)
{
	struct str_list list = { NULL, 0, 0 };
	for (size_t i = 0; i < sbom->count; i++) {
		const struct sbom_part *part = &sbom->parts[i];
		if (part->group.n == 0)
			str_list_add(&list, str_format("%.*s %.*s %.*s", STRF(part->name), STRF(part->version), STRF(part->purl)));
	}
	str_list_unique(&list);
	return list;
}

void
sbom_compare(const struct sbom *cyclonedx, const struct sbom *spdx, struct str_list *findings)
{
	struct str_list one = titles(cyclonedx), other = titles(spdx);
	find_missing(&one, &other, "only the CycloneDX document has it", findings);
	find_missing(&other, &one, "only the SPDX document has it", findings);
}
