/* Checks RECORD: CSV of path, hash and size; paths are relative to the directory of the .dist-info. */

#include "base/base.h"

#include "inventory/csv.h"
#include "sbom/sbom.h"

enum { HASH_TEXT = 43 };

/* Converts a SHA-256 from URL-safe base64 (RFC 4648), 43 characters, to hexadecimal; n 0: malformed. */
static struct str
hex_of(struct str text)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct text out = { NULL, 0, 0 };
	unsigned bits = 0, filled = 0;
	if (text.n != HASH_TEXT)
		return (struct str){ NULL, 0 };
	for (size_t i = 0; i < text.n; i++) {
		const char *at = text.p[i] == '\0' ? NULL : strchr(alphabet, text.p[i]);
		if (at == NULL)
			return (struct str){ NULL, 0 };
		bits = bits << 6 | (unsigned)(at - alphabet);
		filled += 6;
		for (; filled >= 8; filled -= 8)
			text_addf(&out, "%02x", (bits >> (filled - 8)) & 0xff);
		bits &= (1u << filled) - 1;
	}
	return text_str(&out);
}

struct records {
	struct fs *fs;
	const struct inventory *inventory;
	struct str_list *findings, *notes;
	struct str title; /* of the distribution whose RECORD is read */
	size_t number;    /* 1 + its number */
};

static void
say(struct records *r, struct str path, struct str what)
{
	str_list_add(r->findings, str_format("%.*s: RECORD of %.*s: %.*s", STRF(path), STRF(r->title), STRF(what)));
}

static bool
is_packages(const struct fs_node *node)
{
	return str_eq(node->name, STR("site-packages")) || str_eq(node->name, STR("dist-packages"));
}

/* The node of a path that may begin with ../, or NULL. Sets *OUTSIDE if it leads out of the root. */
static struct fs_node *
node_of(struct records *r, struct fs_node *base, struct str path, bool *outside)
{
	struct fs_node *node = base;
	*outside = path.n > FS_PATH_LIMIT;
	if (str_starts(path, STR("/")))
		node = r->fs->root;
	while (node != NULL && !*outside && path.p != NULL) {
		struct str name = str_cut(&path, '/');
		if (str_eq(name, STR("..")) && node->parent == NULL)
			*outside = true;
		else if (str_eq(name, STR("..")))
			node = node->parent;
		else if (name.n > 0 && !str_eq(name, STR(".")))
			node = fs_child(r->fs, node, name);
	}
	return *outside ? NULL : node;
}

static bool
may_lack_hash(struct str path)
{
	return str_ends(path, STR(".dist-info/RECORD")) || str_ends(path, STR(".dist-info/RECORD.jws")) ||
	       str_ends(path, STR(".dist-info/RECORD.p7s")) || str_ends(path, STR(".pyc"));
}

static void
check_hash(struct records *r, const struct fs_node *node, struct str path, struct str hash)
{
	struct str value = hash, algorithm = str_cut(&value, '='), hex = { NULL, 0 };
	if (hash.n == 0) {
		if (!may_lack_hash(path))
			say(r, path, STR("it has no hash"));
		return;
	}
	if (str_eq(algorithm, STR("sha256")))
		hex = hex_of(value);
	if (hex.n == 0)
		say(r, path, str_format("its hash '%.*s' is not a SHA-256", STRF(str_sub(hash, 0, 60))));
	else if (!str_eq(hex, fs_sha256(r->fs, node)))
		say(r, path, STR("its content does not match its hash"));
}

static bool
is_link(const struct fs_node *node)
{
	return node->present && node->entry != NULL && node->entry->kind == FS_SYMLINK;
}

static void
check_file(struct records *r, struct fs_node *node, struct str path, struct str hash)
{
	bool loop = false;
	struct fs_node *file = is_link(node) ? fs_resolve(r->fs, fs_path(node), &loop) : node;
	if (file == NULL)
		say(r, path, STR("its link leads nowhere"));
	else if (fs_is_file(file))
		check_hash(r, file, path, hash);
}

static void
check_line(struct records *r, struct fs_node *base, struct str line)
{
	struct str path = csv_field(&line), hash = csv_field(&line);
	bool outside;
	if (path.n == 0)
		return;
	struct fs_node *node = node_of(r, base, path, &outside);
	if (outside)
		say(r, path, STR("it leads out of the root"));
	else if (node == NULL || !node->present)
		say(r, path, STR("it is missing"));
	else
		check_file(r, node, path, hash);
	if (node == NULL)
		return;
	if (node->listed != 0 && node->listed != r->number)
		str_list_add(r->notes, str_format("%.*s: both %.*s and %.*s list it", STRF(fs_path(node)),
		                                  STRF(inventory_title(&r->inventory->items[node->listed - 1])), STRF(r->title)));
	node->listed = r->number;
}

static void
check_record(struct records *r, const struct component *c)
{
	struct str path = c->location, content, line;
	bool loop = false;
	struct fs_node *info = fs_find(r->fs, path);
	struct fs_node *directory = info == NULL ? NULL : info->parent;
	if (directory == NULL || directory->parent == NULL || !is_packages(directory->parent) || !str_ends(directory->name, STR(".dist-info")))
		return;
	struct fs_node *record = fs_child(r->fs, directory, STR("RECORD"));
	r->title = inventory_title(c);
	if (record == NULL || !fs_content(r->fs, record, &content, &loop)) {
		str_list_add(r->findings, str_format("%.*s: it has no RECORD", STRF(fs_path(directory))));
		return;
	}
	while (str_line(&content, &line))
		check_line(r, directory->parent, line);
}

static bool
is_listed(struct fs *fs, struct fs_node *n)
{
	if (n->listed != 0 || !str_ends(n->name, STR(".pyc")) || !str_eq(n->parent->name, STR("__pycache__")))
		return n->listed != 0;
	struct str stem = str_sub(n->name, 0, str_find(n->name, '.'));
	struct fs_node *source = fs_child(fs, n->parent->parent, str_format("%.*s.py", STRF(stem)));
	return source != NULL && source->listed != 0;
}

/* CPython's README in the directory, and the file that scibids puts there, which every Python starts with. */
static bool
is_of_no_package(const struct fs_node *n, const struct fs_node *packages)
{
	const struct fs_node *above = str_eq(n->parent->name, STR("__pycache__")) ? n->parent->parent : n->parent;
	return above == packages && (str_eq(n->name, STR("README.txt")) || str_starts(n->name, STR("_scibids")));
}

static void
find_unlisted(struct records *r, struct fs_node *packages)
{
	for (struct fs_node *n = packages; n != NULL; n = fs_next(n, packages)) {
		bool apk = inventory_owns(r->inventory, n, COMPONENT_APK);
		if (n != packages && is_of_no_package(n, packages))
			continue;
		if ((fs_is_file(n) || is_link(n)) && !apk && !is_listed(r->fs, n))
			str_list_add(r->findings, str_format("%.*s: no RECORD lists it", STRF(fs_path(n))));
	}
}

void
sbom_check_records(struct fs *fs, const struct inventory *inventory, struct str_list *findings, struct str_list *notes)
{
	struct records r = { .fs = fs, .inventory = inventory, .findings = findings, .notes = notes };
	for (size_t i = 0; i < inventory->count; i++) {
		const struct component *c = &inventory->items[i];
		r.number = i + 1;
		if (c->kind == COMPONENT_PYTHON && c->owner == 0)
			check_record(&r, c);
	}
	for (struct fs_node *n = fs->root; n != NULL; n = fs_next(n, fs->root))
		if (n->present && n->parent != NULL && is_packages(n))
			find_unlisted(&r, n);
}
