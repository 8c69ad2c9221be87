/* The inventory of a file system: its release, the database of apk, then the other parts. */

#include "base/base.h"

#include "apk/record.h"
#include "base/arena.h"
#include "image/tar.h"
#include "inventory/collect.h"

/* The value of KEY in os-release(5), unquoted. */
static struct str
release_value(struct str content, const char *key)
{
	struct str line;
	while (str_line(&content, &line)) {
		struct str value = line, name = str_cut(&value, '=');
		if (!str_eq(name, str_of(key)) || value.p == NULL)
			continue;
		if (value.n > 1 && (value.p[0] == '"' || value.p[0] == '\'') && value.p[value.n - 1] == value.p[0])
			value = str_sub(value, 1, value.n - 2);
		return value.n <= 64 && str_all_in(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ? value : STR("");
	}
	return (struct str){ NULL, 0 };
}

/* v3.20 for 3.20.3, edge for 3.21_alpha20240807. */
static struct str
branch_of(struct str version)
{
	size_t dot = str_find(version, '.'), end = dot + 1;
	while (end < version.n && version.p[end] >= '0' && version.p[end] <= '9')
		end++;
	if (version.n == 0 || dot == version.n)
		return (struct str){ NULL, 0 };
	if (str_find(version, '_') < version.n)
		return STR("edge");
	return str_format("v%.*s", STRF(str_sub(version, 0, end)));
}

static bool
read_release(struct fs *fs, struct inventory *inventory, struct error *error)
{
	static const char *const paths[] = { "etc/os-release", "usr/lib/os-release" };
	for (size_t i = 0; i < COUNT(paths) && inventory->distro.n == 0; i++) {
		bool loop = false;
		struct str content;
		struct fs_node *node = fs_resolve(fs, str_of(paths[i]), &loop);
		if (node != NULL && fs_content(fs, node, &content, &loop)) {
			inventory->distro = release_value(content, "ID");
			inventory->branch = branch_of(release_value(content, "VERSION_ID"));
		}
		if (loop)
			return inventory_fail_circle(error, str_of(paths[i]));
	}
	return true;
}

/* Claims the files in a package's lines F:directory and R:file. */
static bool
own_files(struct fs *fs, struct str files, size_t owner, struct error *error)
{
	struct fs_node *directory = fs->root, *file;
	struct str line;
	while (str_line(&files, &line)) {
		struct str value = str_sub(line, 2, line.n);
		bool loop = false;
		if (str_starts(line, STR("F:")))
			directory = fs_resolve(fs, value, &loop);
		else if (str_starts(line, STR("R:")) && directory != NULL && (file = fs_child(fs, directory, value)) != NULL)
			file->owner = owner;
		if (loop)
			return inventory_fail_circle(error, value);
	}
	return true;
}

static bool
read_database(struct fs *fs, struct fs_node *node, struct inventory *inventory, struct error *error)
{
	struct str content;
	bool loop = false;
	struct apk apk;
	struct error apk_error;
	char *path = str_z(fs_path(node));
	int got;
	if (!fs_content(fs, node, &content, &loop))
		return loop ? inventory_fail_circle(error, str_of(path)) : error_at(error, 0, str_format("'%s' is not a readable file", path));
	struct apk_reader reader = { path, content, 0, true };
	while ((got = apk_reader_next(&reader, &apk, &apk_error)) > 0) {
		struct component c = { .kind = COMPONENT_APK, .name = apk.name, .version = apk.version, .arch = apk.arch, .location = str_of(path) };
		c.origin = apk.origin.n > 0 ? apk.origin : apk.name;
		if (inventory->count == INVENTORY_LIMIT)
			return error_at(error, 0, str_format("more than %d packages", INVENTORY_LIMIT));
		inventory_add(inventory, c);
		if (!own_files(fs, apk.files, inventory->count, error))
			return false;
	}
	node->owner = OWNER_APK_TOOLS;
	return got == 0 || error_at(error, 0, error_str(&apk_error));
}

static bool
read_apks(struct fs *fs, struct inventory *inventory, struct error *error)
{
	static const char *const paths[] = { "lib/apk/db/installed", "usr/lib/apk/db/installed" };
	struct fs_node *seen = NULL;
	for (size_t i = 0; i < COUNT(paths); i++) {
		bool loop = false;
		struct fs_node *node = fs_resolve(fs, str_of(paths[i]), &loop);
		if (loop)
			return inventory_fail_circle(error, str_of(paths[i]));
		if (node == NULL || node == seen)
			continue;
		seen = node;
		if (!read_database(fs, node, inventory, error))
			return false;
		/* apk's other files lie beside it. */
		for (struct fs_node *c = node->parent->child; c != NULL; c = c->sibling)
			c->owner = OWNER_APK_TOOLS;
	}
	return true;
}

bool
inventory_collect(struct fs *fs, struct inventory *inventory, struct error *error)
{
	if (!read_release(fs, inventory, error) || !read_apks(fs, inventory, error))
		return false;
	if (inventory->count == 0)
		inventory_unjudged(inventory, STR("the operating system"), STR("no database of apk packages"));
	if (!inventory_collect_python(fs, inventory, error))
		return false;
	inventory_collect_rest(fs, inventory);
	return true;
}

/* The nodes' memory must last as long as the inventory, so both readers take it from the arena. */

bool
inventory_read_image(int fd, struct inventory *inventory, struct error *error)
{
	struct image *image = arena_take(sizeof(*image));
	struct str what = { NULL, 0 };
	*inventory = (struct inventory){ .kind = INVENTORY_IMAGE };
	if (!image_read(fd, &inventory_content, false, image, &what))
		return error_at(error, 0, what);
	inventory->what = image->name;
	if (image->unnamed > 0)
		inventory_unjudged(inventory, str_format("%zu files", image->unnamed), STR("their names are not UTF-8"));
	return inventory_collect(&image->fs, inventory, error);
}

bool
inventory_read_root(const char *path, struct inventory *inventory, struct error *error)
{
	struct fs *fs = arena_take(sizeof(*fs));
	struct str what;
	*inventory = (struct inventory){ .kind = INVENTORY_ROOT };
	fs_begin(fs, &inventory_content, false);
	if (!fs_read_root(fs, path, &what))
		return error_at(error, 0, what);
	return inventory_collect(fs, inventory, error);
}
