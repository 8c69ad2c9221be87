#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "image/fs.h"

void
fs_begin(struct fs *fs, const struct fs_content_rule *rule, bool sums)
{
	*fs = (struct fs){ .rule = rule, .sums = sums, .root = arena_take(sizeof(*fs->root)) };
}

bool
fs_wants(const struct fs *fs, struct str path)
{
	return fs->rule != NULL && fs->rule->wants(path);
}

void
fs_keep(struct fs *fs, struct str path, struct str content, struct fs_entry *entry)
{
	fs->kept += content.n;
	if (fs->sums)
		entry->sha256 = sha256_of(content);
	entry->content = fs->rule->keep(path, content);
}

static struct fs_node *
make_child(struct fs *fs, struct fs_node *parent, struct str name)
{
	struct map_entry *entry = map_at(&fs->nodes, parent, name);
	if (entry->value != NULL)
		return entry->value;
	struct fs_node *node = entry->value = arena_take(sizeof(*node));
	entry->key.p = str_z(name);
	*node = (struct fs_node){ .parent = parent, .sibling = parent->child, .name = entry->key };
	parent->child = node;
	return node;
}

static bool
is_dot(struct str name)
{
	return name.n == 0 || str_eq(name, STR("."));
}

/* The node of the path, made if MAKE. */
static struct fs_node *
walk(struct fs *fs, struct str path, bool make)
{
	struct fs_node *node = fs->root;
	while (node != NULL && path.p != NULL) {
		struct str name = str_cut(&path, '/');
		if (!is_dot(name))
			node = make ? make_child(fs, node, name) : map_get(&fs->nodes, node, name);
	}
	return node;
}

struct fs_node *
fs_find(struct fs *fs, struct str path)
{
	return walk(fs, path, false);
}

static bool
check_path(struct str path, struct str *what)
{
	struct str rest = path;
	size_t depth = 0;
	*what = (struct str){ NULL, 0 };
	if (path.n > FS_PATH_LIMIT)
		*what = str_format("a path of more than %d bytes", FS_PATH_LIMIT);
	else if (str_starts(path, STR("/")))
		*what = str_format("the absolute path '%.*s'", STRF(path));
	while (what->n == 0 && rest.p != NULL) {
		struct str name = str_cut(&rest, '/');
		depth += !is_dot(name);
		if (str_eq(name, STR("..")))
			*what = str_format("the path '%.*s' with '..'", STRF(path));
		else if (depth > FS_DEPTH_LIMIT)
			*what = str_format("a path of more than %d directories", FS_DEPTH_LIMIT);
	}
	return what->n == 0;
}

/* Returns the directory part of PATH and sets NAME to the last part. */
static struct str
split(struct str path, struct str *name)
{
	while (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	size_t n = str_after_last(path, '/');
	*name = str_sub(path, n, path.n);
	return str_sub(path, 0, n);
}

bool
fs_add(struct fs *fs, unsigned layer, struct str path, struct fs_entry entry, struct str *what)
{
	struct str name, directory = split(path, &name);
	if (!check_path(path, what))
		return false;
	if (++fs->entry_count > FS_ENTRY_LIMIT) {
		*what = str_format("more than %d files and directories", FS_ENTRY_LIMIT);
		return false;
	}
	bool whiteout = fs->whiteouts && str_starts(name, STR(".wh."));
	if (whiteout && str_eq(name, STR(".wh..wh..opq"))) {
		entry = (struct fs_entry){ .kind = FS_OPAQUE };
		path = directory;
	} else if (whiteout && str_starts(name, STR(".wh..wh.")))
		return true; /* aufs's own bookkeeping */
	else if (whiteout) {
		entry = (struct fs_entry){ .kind = FS_WHITEOUT };
		path = str_format("%.*s%.*s", STRF(directory), STRF(str_sub(name, 4, name.n)));
		if (!check_path(path, what))
			return false;
	}
	struct fs_node *node = walk(fs, path, true);
	if (node->entries == NULL || node->entries->layer != layer || node->entries->kind >= FS_WHITEOUT || entry.kind >= FS_WHITEOUT) {
		struct fs_entry *new = arena_take(sizeof(*new));
		new->next = node->entries;
		node->entries = new;
	}
	struct fs_entry *next = node->entries->next;
	*node->entries = entry;
	node->entries->layer = layer;
	node->entries->next = next;
	return true;
}

static int
max(int a, int b)
{
	return a > b ? a : b;
}

static int
compare_names(const void *a, const void *b)
{
	return str_cmp((*(struct fs_node *const *)a)->name, (*(struct fs_node *const *)b)->name);
}

/* The result must not depend on the order in which layers or directories were read. */
static void
sort_children(struct fs_node *node)
{
	size_t count = 0, i = 0;
	for (struct fs_node *c = node->child; c != NULL; c = c->sibling)
		count++;
	if (count < 2)
		return;
	struct fs_node **children = arena_take_array(count, sizeof(*children));
	for (struct fs_node *c = node->child; c != NULL; c = c->sibling)
		children[i++] = c;
	qsort(children, count, sizeof(*children), compare_names);
	for (i = 0; i < count; i++)
		children[i]->sibling = i + 1 < count ? children[i + 1] : NULL;
	node->child = children[0];
}

/* Entries ranked below FLOOR are hidden. */
static void
settle(struct fs_node *node, const int *ranks, int floor)
{
	int best = -1, below = floor;
	node->entry = NULL;
	for (const struct fs_entry *e = node->entries; e != NULL; e = e->next)
		if (e->kind == FS_WHITEOUT)
			floor = max(floor, ranks[e->layer]);
	for (const struct fs_entry *e = node->entries; e != NULL; e = e->next) {
		int rank = ranks[e->layer];
		if (rank < 0)
			continue;
		if (e->kind != FS_DIRECTORY)
			below = max(below, rank);
		if (e->kind < FS_WHITEOUT && rank >= floor && rank > best) {
			best = rank;
			node->entry = e;
		}
	}
	node->present = node->entry != NULL;
	sort_children(node);
	for (struct fs_node *c = node->child; c != NULL; c = c->sibling) {
		settle(c, ranks, max(floor, below));
		node->present |= c->present;
	}
}

void
fs_settle(struct fs *fs, const int *ranks)
{
	settle(fs->root, ranks, 0);
}

struct fs_node *
fs_child(struct fs *fs, struct fs_node *parent, struct str name)
{
	struct fs_node *node = map_get(&fs->nodes, parent, name);
	return node != NULL && node->present ? node : NULL;
}

struct fs_node *
fs_resolve(struct fs *fs, struct str path, bool *loop)
{
	struct fs_node *node = fs->root;
	int links = 0;
	while (node != NULL && path.p != NULL) {
		struct str name = str_cut(&path, '/');
		if (str_eq(name, STR("..")))
			node = node->parent == NULL ? node : node->parent;
		else if (!is_dot(name))
			node = fs_child(fs, node, name);
		if (node == NULL || node->entry == NULL || node->entry->kind != FS_SYMLINK)
			continue;
		struct str link = node->entry->link;
		if (++links > FS_LINK_LIMIT || link.n > FS_PATH_LIMIT) {
			*loop = true;
			return NULL;
		}
		path = path.p == NULL ? link : str_format("%.*s/%.*s", STRF(link), STRF(path));
		node = str_starts(link, STR("/")) ? fs->root : node->parent;
	}
	return node;
}

bool
fs_content(struct fs *fs, struct fs_node *node, struct str *content, bool *loop)
{
	for (int links = 0; node != NULL && node->entry != NULL; links++) {
		if (links > FS_LINK_LIMIT) {
			*loop = true;
			return false;
		}
		if (node->entry->kind == FS_HARDLINK)
			node = fs_find(fs, node->entry->link);
		else if (node->entry->kind == FS_SYMLINK)
			node = fs_resolve(fs, fs_path(node), loop);
		else {
			*content = node->entry->content;
			return node->entry->kind == FS_FILE && content->p != NULL;
		}
	}
	return false;
}

struct str
fs_sha256(struct fs *fs, const struct fs_node *node)
{
	for (int links = 0; node != NULL && node->entry != NULL && links < FS_LINK_LIMIT; links++) {
		if (node->entry->kind != FS_HARDLINK)
			return node->entry->sha256;
		node = fs_find(fs, node->entry->link);
	}
	return (struct str){ NULL, 0 };
}

bool
fs_is_file(const struct fs_node *node)
{
	return node->present && node->entry != NULL && (node->entry->kind == FS_FILE || node->entry->kind == FS_HARDLINK);
}

struct str
fs_path(const struct fs_node *node)
{
	const struct fs_node *names[FS_DEPTH_LIMIT + 1];
	size_t n = 0;
	struct text path = { NULL, 0, 0 };
	for (; node->parent != NULL && n < COUNT(names); node = node->parent)
		names[n++] = node;
	while (n-- > 0)
		text_addf(&path, "%.*s%s", STRF(names[n]->name), n > 0 ? "/" : "");
	return text_str(&path);
}

struct fs_node *
fs_next(struct fs_node *node, const struct fs_node *top)
{
	if (node->child != NULL)
		return node->child;
	while (node != top && node->sibling == NULL)
		node = node->parent;
	return node == top ? NULL : node->sibling;
}
