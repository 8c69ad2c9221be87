/* Python packages: *.dist-info directories ("Recording installed projects" of the PyPA specifications), and *.egg-info
   directories and files of setuptools and distutils. */

#include "base/base.h"

#include "base/arena.h"
#include "inventory/collect.h"
#include "inventory/csv.h"
#include "python/pep508.h"

static bool
is_header(struct str line, const char *name, struct str *value)
{
	size_t n = strlen(name);
	if (line.n <= n || line.p[n] != ':')
		return false;
	for (size_t i = 0; i < n; i++)
		if ((line.p[i] | 0x20) != (name[i] | 0x20))
			return false;
	*value = str_trim(str_sub(line, n + 1, line.n));
	return true;
}

static void
add_need(struct component *c, struct str text)
{
	struct pep508 requirement;
	struct error error;
	if (!pep508_parse(text, &requirement, &error))
		return;
	struct component_need need = { requirement.project, requirement.versions, requirement.specifier, text, false, false };
	need.extra = requirement.marker.p != NULL && str_find_str(requirement.marker, STR("extra")) < requirement.marker.n;
	arena_reserve(&c->needs, c->need_count, &c->need_capacity);
	c->needs[c->need_count++] = need;
}

/* The headers of METADATA or PKG-INFO: up to the first empty line. False: no name or version. */
static bool
read_metadata(struct str content, struct component *c)
{
	struct str line, value;
	while (str_line(&content, &line) && line.n > 0) {
		if (is_header(line, "Name", &value) && c->name.n == 0 && pep503_is_name(value))
			c->name = pep503_normalise(value);
		else if (is_header(line, "Version", &value) && c->version.n == 0 && value.n <= 128)
			c->version = value;
		else if (is_header(line, "Requires-Dist", &value))
			add_need(c, value);
	}
	for (size_t i = 0; i < c->version.n; i++)
		if (c->version.p[i] <= ' ' || c->version.p[i] >= 0x7f)
			return false;
	return c->name.n > 0 && c->version.n > 0;
}

/* Claims the files named in LIST, relative to BASE. */
static bool
own_files(struct fs *fs, struct fs_node *base, struct str list, bool csv, size_t owner)
{
	struct str line, directory = fs_path(base);
	bool loop = false;
	while (str_line(&list, &line)) {
		struct str path = csv ? csv_field(&line) : line;
		struct fs_node *node;
		if (path.n == 0 || path.n > FS_PATH_LIMIT)
			continue;
		node = str_starts(path, STR("/")) ? fs_resolve(fs, path, &loop) : fs_find(fs, str_format("%.*s/%.*s", STRF(directory), STRF(path)));
		if (node == NULL && str_find_str(path, STR("..")) < path.n)
			node = fs_resolve(fs, str_format("%.*s/%.*s", STRF(directory), STRF(path)), &loop);
		if (node != NULL && node->owner == 0)
			node->owner = owner;
	}
	return !loop;
}

/* The same package and version in a second place is the same component. */
static size_t
add_python(struct inventory *inventory, struct component c)
{
	for (size_t i = 0; i < inventory->count; i++) {
		struct component *other = &inventory->items[i];
		if (other->kind == COMPONENT_PYTHON && str_eq(other->name, c.name) && str_eq(other->version, c.version) && other->owner == c.owner)
			return i + 1;
	}
	inventory_add(inventory, c);
	return inventory->count;
}

static bool
is_directory(const struct fs_node *node)
{
	return node->present && (node->entry == NULL || node->entry->kind == FS_DIRECTORY);
}

/* A directory on the interpreter's path. */
static bool
is_packages(const struct fs_node *node)
{
	return node != NULL && (str_eq(node->name, STR("site-packages")) || str_eq(node->name, STR("dist-packages")));
}

/* NODE is the directory or file that records a package, INFO its metadata. */
static bool
add_package(struct fs *fs, struct fs_node *node, struct fs_node *info, struct inventory *inventory, struct error *error)
{
	struct str content, list, path = fs_path(info == NULL ? node : info);
	struct component c = { .kind = COMPONENT_PYTHON, .location = path };
	bool loop = false, directory = info != node;
	if (info == NULL || !fs_content(fs, info, &content, &loop) || !read_metadata(content, &c)) {
		inventory_unjudged(inventory, path, STR("it states no readable name and version of a Python package"));
		return !loop || inventory_fail_circle(error, fs_path(node));
	}
	if (inventory_owns(inventory, info, COMPONENT_APK) || (!is_packages(node->parent) && inventory_owns(inventory, info, COMPONENT_PYTHON)))
		c.owner = info->owner;
	c.requested = directory && fs_child(fs, node, STR("REQUESTED")) != NULL;
	inventory->has_needs |= c.need_count > 0;
	inventory->has_requests |= c.requested;
	size_t owner = add_python(inventory, c);
	if (info->owner == 0)
		info->owner = owner;
	struct fs_node *record = directory ? fs_child(fs, node, STR("RECORD")) : NULL;
	struct fs_node *files = directory ? fs_child(fs, node, STR("installed-files.txt")) : NULL;
	if (record != NULL && fs_content(fs, record, &list, &loop) && !own_files(fs, node->parent, list, true, owner))
		loop = true;
	if (files != NULL && fs_content(fs, files, &list, &loop) && !own_files(fs, node, list, false, owner))
		loop = true;
	for (struct fs_node *n = node; n != NULL; n = fs_next(n, node))
		if (n->owner == 0)
			n->owner = owner;
	return !loop || inventory_fail_circle(error, fs_path(node));
}

static bool
look_at(struct fs *fs, struct fs_node *node, struct inventory *inventory, struct error *error)
{
	if (str_ends(node->name, STR(".dist-info")) && is_directory(node))
		return add_package(fs, node, fs_child(fs, node, STR("METADATA")), inventory, error);
	if (str_ends(node->name, STR(".egg-info")))
		return add_package(fs, node, is_directory(node) ? fs_child(fs, node, STR("PKG-INFO")) : node, inventory, error);
	if (str_ends(node->name, STR(".egg")) && !is_directory(node))
		inventory_unjudged(inventory, fs_path(node), STR("a zipped egg"));
	return true;
}

bool
inventory_collect_python(struct fs *fs, struct inventory *inventory, struct error *error)
{
	/* First what can be imported by name: whatever one of these records as its own file is a copy that it vendors. */
	for (int vendored = 0; vendored < 2; vendored++)
		for (struct fs_node *n = fs->root; n != NULL; n = fs_next(n, fs->root)) {
			if (n->present && is_packages(n->parent) != (bool)vendored && !look_at(fs, n, inventory, error))
				return false;
			if (inventory->count > INVENTORY_LIMIT)
				return error_at(error, 0, str_format("more than %d packages", INVENTORY_LIMIT));
		}
	return true;
}
