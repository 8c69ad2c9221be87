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

bool
manifest_compare(struct str wanted, struct str there, struct str_list *findings, struct str *error)
{
	struct str a = { NULL, 0 }, b = { NULL, 0 };
	bool more_a = str_line(&wanted, &a), more_b = str_line(&there, &b);
	for (size_t line = 1; more_a || more_b;) {
		if (more_a && !is_line(a)) {
			*error = str_format("MANIFEST:%zu: this is not a SHA-256, two blanks and a path", line);
			return false;
		}
		int order = !more_a ? 1 : !more_b ? -1 : compare_paths(&a, &b);
		if (order < 0)
			str_list_add(findings, str_format("%.*s is missing", STRF(path_of(a))));
		else if (order > 0)
			str_list_add(findings, str_format("%.*s is not in MANIFEST", STRF(path_of(b))));
		else if (!str_eq(a, b))
			str_list_add(findings, str_format("%.*s is not the file that MANIFEST means", STRF(path_of(a))));
		if (order <= 0) {
			struct str before = a;
			more_a = str_line(&wanted, &a);
			if (more_a && is_line(a) && compare_paths(&before, &a) >= 0) {
				*error = str_format("MANIFEST:%zu: the paths are not in order", line + 1);
				return false;
			}
			line++;
		}
		if (order >= 0)
			more_b = str_line(&there, &b);
	}
	return true;
}
