#include "base/base.h"

#include <errno.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "context/dockerignore.h"
#include "context/tree.h"
#include "kit/manifest.h"

enum { PATH_AT = 2 * SHA256_BYTES + 2 };

static struct str
path_of(struct str line)
{
	return str_sub(line, PATH_AT, line.n);
}

static int
compare_paths(const void *a, const void *b)
{
	return str_cmp(path_of(*(const struct str *)a), path_of(*(const struct str *)b));
}

static bool
is_kept(const struct tree_entry *entry, struct str path, struct str *error)
{
	if (entry->kind == TREE_FILE && str_find(path, '\n') < path.n)
		*error = str_format("'%.*s': a file's name must not have a line break", STRF(path));
	else if (entry->kind != TREE_FILE && entry->kind != TREE_DIR && entry->kind != TREE_LINK)
		*error = str_format("%.*s: this is neither a file nor a directory nor a symbolic link", STRF(path));
	return error->n == 0 && entry->kind == TREE_FILE && !str_eq(path, STR("MANIFEST"));
}

bool
manifest_text(const char *dir, struct str *text, struct str *error)
{
	struct tree tree;
	struct str_list lines = { NULL, 0, 0 };
	struct text out = { NULL, 0, 0 };
	*error = STR("");
	if (!tree_walk(&tree, dir, dockerignore_new(), error) || !tree_stat(&tree, error) || !tree_read(&tree, error))
		return false;
	char *buffer = arena_take(tree.path_max + 1);
	for (size_t i = 0; i < tree.count && error->n == 0; i++) {
		struct str path = tree_path(&tree, i, buffer);
		if (is_kept(&tree.entries[i], path, error))
			str_list_add(&lines, str_format("%.*s  %.*s", STRF(sha256_hex(tree.entries[i].digest)), STRF(path)));
	}
	if (lines.count > 0)
		qsort(lines.items, lines.count, sizeof(*lines.items), compare_paths);
	for (size_t i = 0; i < lines.count; i++)
		text_addf(&out, "%.*s\n", STRF(lines.items[i]));
	*text = text_str(&out);
	return error->n == 0;
}

static bool
is_line(struct str line)
{
	return line.n > PATH_AT && sha256_is(str_sub(line, 0, 2 * SHA256_BYTES)) && str_eq(str_sub(line, 2 * SHA256_BYTES, 2), STR("  "));
}

/* Relative, and without a part that leads upwards. */
static bool
stays_inside(struct str path)
{
	if (path.n == 0 || path.p[0] == '/' || memchr(path.p, '\0', path.n) != NULL)
		return false;
	while (path.p != NULL) {
		struct str part = str_cut(&path, '/');
		if (part.n == 0 || str_eq(part, STR(".")) || str_eq(part, STR("..")))
			return false;
	}
	return true;
}

bool
manifest_read(struct str text, struct manifest *manifest, struct str *error)
{
	struct str line;
	*manifest = (struct manifest){ .text = text };
	while (str_line(&text, &line)) {
		if (!is_line(line) || !stays_inside(path_of(line))) {
			*error = str_format("MANIFEST:%zu: this is not a SHA-256, two blanks and a path in the kit", manifest->count + 1);
			return false;
		}
		if (manifest->count > 0 && compare_paths(&manifest->lines[manifest->count - 1], &line) >= 0) {
			*error = str_format("MANIFEST:%zu: the paths are not in order", manifest->count + 1);
			return false;
		}
		arena_reserve(&manifest->lines, manifest->count, &manifest->capacity);
		manifest->lines[manifest->count++] = line;
	}
	return true;
}

struct str
manifest_path(const struct manifest *manifest, size_t i)
{
	return path_of(manifest->lines[i]);
}

struct str
manifest_sum(const struct manifest *manifest, size_t i)
{
	return str_sub(manifest->lines[i], 0, 2 * SHA256_BYTES);
}

static int
compare_with_line(const void *path, const void *line)
{
	return str_cmp(*(const struct str *)path, path_of(*(const struct str *)line));
}

struct str
manifest_find(const struct manifest *manifest, struct str path)
{
	const struct str *line = manifest->count == 0 ? NULL : bsearch(&path, manifest->lines, manifest->count, sizeof(path), compare_with_line);
	return line == NULL ? STR("") : str_sub(*line, 0, 2 * SHA256_BYTES);
}

bool
manifest_compare(struct str wanted, struct str there, struct str_list *findings, struct str *error)
{
	struct manifest a, b;
	if (!manifest_read(wanted, &a, error) || !manifest_read(there, &b, error))
		return false;
	for (size_t i = 0, k = 0; i < a.count || k < b.count;) {
		int order = i == a.count ? 1 : k == b.count ? -1 : compare_paths(&a.lines[i], &b.lines[k]);
		if (order < 0)
			str_list_add(findings, str_format("%.*s is missing", STRF(manifest_path(&a, i))));
		else if (order > 0)
			str_list_add(findings, str_format("%.*s is not in MANIFEST", STRF(manifest_path(&b, k))));
		else if (!str_eq(a.lines[i], b.lines[k]))
			str_list_add(findings, str_format("%.*s does not match MANIFEST", STRF(manifest_path(&a, i))));
		i += order <= 0;
		k += order >= 0;
	}
	return true;
}
