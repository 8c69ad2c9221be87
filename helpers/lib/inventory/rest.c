/* Files that no package's name and version accounts for: interpreters, libraries bundled in wheels, copies of packages without metadata,
   unowned files. */

#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "inventory/collect.h"

static size_t
files_below(struct fs_node *top)
{
	size_t n = 0;
	for (struct fs_node *node = top; node != NULL; node = fs_next(node, top))
		n += fs_is_file(node);
	return n;
}

/* Files in site-packages belong to packages or to nobody. Recursion is at most FS_DEPTH_LIMIT deep. */
static void
claim(struct fs_node *node)
{
	if (str_eq(node->name, STR("site-packages")) || str_eq(node->name, STR("dist-packages")))
		return;
	node->interpreter = true;
	for (struct fs_node *c = node->child; c != NULL; c = c->sibling)
		claim(c);
}

static void
claim_path(struct fs *fs, struct str prefix, struct str path)
{
	struct fs_node *node = fs_find(fs, str_format("%.*s/%.*s", STRF(prefix), STRF(path)));
	if (node != NULL)
		claim(node);
}

/* The interpreter's own programs. */
static void
claim_programs(struct fs_node *bin)
{
	static const char *const names[] = { "python", "pydoc", "idle", "2to3" };
	for (struct fs_node *c = bin->child; c != NULL; c = c->sibling)
		for (size_t i = 0; i < COUNT(names); i++)
			if (str_starts(c->name, str_of(names[i])) && str_all_in(str_sub(c->name, strlen(names[i]), c->name.n), "0123456789.-config"))
				c->interpreter = true;
}

/* PREFIX/bin/python3.N that no apk owns. */
static void
add_interpreter(struct fs *fs, struct fs_node *program, struct inventory *inventory)
{
	struct fs_node *prefix = program->parent->parent;
	struct str minor = program->name, root = fs_path(prefix), version = { NULL, 0 };
	bool loop = false;
	fs_content(fs, program, &version, &loop);
	struct fs_node *lib = fs_child(fs, prefix, STR("lib"));
	for (struct fs_node *c = lib == NULL ? NULL : lib->child; c != NULL; c = c->sibling)
		if (c->present && str_starts(c->name, str_format("lib%.*s.so", STRF(minor)))) {
			c->interpreter = true;
			if (version.n == 0)
				fs_content(fs, c, &version, &loop);
		}
	claim_programs(program->parent);
	claim_path(fs, root, str_format("lib/%.*s", STRF(minor)));
	claim_path(fs, root, str_format("include/%.*s", STRF(minor)));
	claim_path(fs, root, STR("lib/pkgconfig"));
	claim_path(fs, root, STR("share/man/man1"));
	claim_path(fs, root, STR("lib/libpython3.so"));
	if (version.n > 0)
		inventory_add(inventory, (struct component){ .kind = COMPONENT_CPYTHON, .name = STR("cpython"), .version = version,
		                                             .location = fs_path(program) });
	else
		inventory_unjudged(inventory, fs_path(program), STR("an interpreter that does not state its release"));
}

static void
find_interpreters(struct fs *fs, struct inventory *inventory)
{
	for (struct fs_node *n = fs->root; n != NULL; n = fs_next(n, fs->root))
		if (fs_is_file(n) && n->owner == 0 && n->parent->parent != NULL && str_eq(n->parent->name, STR("bin")) && inventory_is_interpreter(fs_path(n)))
			add_interpreter(fs, n, inventory);
}

/* "numpy.libs", beside the wheel's package. */
static void
find_bundled(struct fs *fs, struct inventory *inventory)
{
	for (struct fs_node *n = fs->root; n != NULL; n = fs_next(n, fs->root)) {
		size_t count;
		if (!n->present || n->parent == NULL || (n->entry != NULL && n->entry->kind != FS_DIRECTORY))
			continue;
		if (str_ends(n->name, STR(".libs")) && (count = files_below(n)) > 0)
			inventory_unjudged(inventory, str_format("%.*s: %zu %s", STRF(fs_path(n)), count, count == 1 ? "library" : "libraries"),
			                   STR("bundled in a wheel"));
		else if (str_eq(n->name, STR("_vendor")) && (count = files_below(n)) > 0 && n->owner == 0)
			inventory_unjudged(inventory, fs_path(n), STR("copies of other packages"));
	}
}

struct fs_node *
inventory_source(struct fs *fs, struct fs_node *node)
{
	if (!str_ends(node->name, STR(".pyc")))
		return node;
	struct fs_node *directory = node->parent;
	if (str_eq(directory->name, STR("__pycache__")) && directory->parent != NULL)
		directory = directory->parent;
	struct str stem = str_sub(node->name, 0, str_find(node->name, '.'));
	struct fs_node *source = fs_child(fs, directory, str_format("%.*s.py", STRF(stem)));
	return source == NULL ? node : source;
}

/* Where a file is, for people: "app", "usr/local", "root/.cache". */
static struct str
place_of(const struct fs_node *node)
{
	struct str path = fs_path(node->parent), rest = path;
	static const char *const deep[] = { "usr", "var", "root", "home", "opt" };
	struct str first = str_cut(&rest, '/');
	for (size_t i = 0; i < COUNT(deep); i++)
		if (str_eq(first, str_of(deep[i])) && rest.p != NULL)
			return str_sub(path, 0, first.n + 1 + str_find(rest, '/'));
	return first.n == 0 ? STR("/") : first;
}

static void
find_unowned(struct fs *fs, struct inventory *inventory)
{
	struct str_list places = { NULL, 0, 0 };
	for (struct fs_node *n = fs->root; n != NULL; n = fs_next(n, fs->root)) {
		if (!fs_is_file(n) || n->owner != 0 || n->interpreter)
			continue;
		struct fs_node *source = inventory_source(fs, n);
		if (source->owner == 0 && !source->interpreter)
			str_list_add(&places, place_of(n));
	}
	str_list_sort(&places);
	for (size_t i = 0, from = 0; i < places.count; i++) {
		if (i + 1 < places.count && str_eq(places.items[i], places.items[i + 1]))
			continue;
		size_t count = i + 1 - from;
		inventory_unjudged(inventory, str_format("%.*s: %zu %s", STRF(places.items[i]), count, count == 1 ? "file" : "files"),
		                   STR("owned by no package"));
		from = i + 1;
	}
}

void
inventory_collect_rest(struct fs *fs, struct inventory *inventory)
{
	find_interpreters(fs, inventory);
	find_bundled(fs, inventory);
	find_unowned(fs, inventory);
}
