#include "base/base.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "image/content.h"

enum { PIECE = 64 * 1024, XATTR_LIMIT = 1000 };

static struct image_entries *
entries_of(struct image_content *content, unsigned layer)
{
	while (content->number_count <= layer) {
		arena_reserve(&content->by_number, content->number_count, &content->number_capacity);
		content->by_number[content->number_count++] = (struct image_entries){ NULL, 0, 0 };
	}
	return &content->by_number[layer];
}

static char
kind_of(struct archive_entry *entry)
{
	if (archive_entry_hardlink(entry) != NULL || archive_entry_hardlink_utf8(entry) != NULL)
		return 'h';
	switch (archive_entry_filetype(entry)) {
	case AE_IFDIR: return 'd';
	case AE_IFLNK: return 'l';
	case AE_IFCHR: return 'c';
	case AE_IFBLK: return 'b';
	case AE_IFIFO: return 'p';
	default: return '-';
	}
}

static struct str
link_of(struct archive_entry *entry, char kind)
{
	const char *bytes = kind == 'h' ? archive_entry_hardlink(entry) : archive_entry_symlink(entry);
	const char *utf8 = kind == 'h' ? archive_entry_hardlink_utf8(entry) : archive_entry_symlink_utf8(entry);
	return str_of(str_z(str_of(bytes != NULL ? bytes : utf8)));
}

/* The path in its canonical spelling. */
static struct str
plain(struct str path)
{
	struct text out = { NULL, 0, 0 };
	while (path.p != NULL) {
		struct str name = str_cut(&path, '/');
		if (name.n == 0 || str_eq(name, STR(".")))
			continue;
		text_add(&out, out.n > 0 ? STR("/") : STR(""));
		text_add(&out, name);
	}
	return out.n == 0 ? STR("") : text_str(&out);
}

static struct str
xattrs_of(struct archive_entry *entry)
{
	struct str_list pairs = { NULL, 0, 0 };
	const char *name;
	const void *value;
	size_t size;
	archive_entry_xattr_reset(entry);
	while (pairs.count < XATTR_LIMIT && archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK)
		str_list_add(&pairs, str_format("%s=%.*s", name, STRF(sha256_of((struct str){ value, size }))));
	if (pairs.count == 0)
		return (struct str){ NULL, 0 };
	str_list_sort(&pairs);
	struct sha256 *sum = sha256_begin();
	for (size_t i = 0; i < pairs.count; i++)
		sha256_add_part(sum, pairs.items[i]);
	return sha256_end(sum);
}

static bool
hash_content(struct archive *a, struct image_entry *e, struct str *what)
{
	static char piece[PIECE];
	uint64_t rest = e->size;
	struct sha256 *sum = sha256_begin();
	la_ssize_t got = 1;
	while (rest > 0 && (got = archive_read_data(a, piece, rest < PIECE ? (size_t)rest : PIECE)) > 0) {
		sha256_add(sum, (struct str){ piece, (size_t)got });
		rest -= (uint64_t)got;
	}
	e->sha256 = sha256_end(sum);
	if (rest == 0)
		return true;
	const char *reason = archive_error_string(a);
	*what = str_format("'%.*s' ends before its size: %s", STRF(e->path), reason == NULL ? "not readable" : reason);
	return false;
}

static bool
add_entry(void *context, unsigned layer, struct archive *a, struct archive_entry *entry, struct str path, struct str *what)
{
	struct image_entries *entries = entries_of(context, layer);
	struct image_entry e = { .path = plain(path), .kind = kind_of(entry), .mode = archive_entry_perm(entry) & 07777 };
	e.uid = archive_entry_uid(entry);
	e.gid = archive_entry_gid(entry);
	e.mtime = archive_entry_mtime(entry);
	e.mtime_ns = archive_entry_mtime_nsec(entry);
	e.xattrs = xattrs_of(entry);
	if (e.kind == 'l' || e.kind == 'h')
		e.link = link_of(entry, e.kind);
	if (e.kind == 'c' || e.kind == 'b')
		e.device = (uint64_t)archive_entry_rdevmajor(entry) << 32 | (uint64_t)(uint32_t)archive_entry_rdevminor(entry);
	if (e.kind == '-') {
		e.size = (uint64_t)archive_entry_size(entry);
		if (archive_entry_size(entry) < 0 || !hash_content(a, &e, what))
			return false;
	}
	arena_reserve(&entries->items, entries->count, &entries->capacity);
	entries->items[entries->count++] = e;
	return true;
}

/* Equal paths stay in the tar's order, which is that of their addresses, since qsort is not stable. */
static int
compare(const void *a, const void *b)
{
	const struct image_entry *const *x = a, *const *y = b;
	int order = str_cmp((*x)->path, (*y)->path);
	return order != 0 ? order : (*x > *y) - (*x < *y);
}

static void
sort(struct image_entries *entries)
{
	const struct image_entry **order = arena_take_array(entries->count, sizeof(struct image_entry *));
	struct image_entry *sorted = arena_take_array(entries->count, sizeof(*sorted));
	size_t count = 0;
	for (size_t i = 0; i < entries->count; i++)
		order[i] = &entries->items[i];
	if (entries->count > 0)
		qsort(order, entries->count, sizeof(struct image_entry *), compare);
	for (size_t i = 0; i < entries->count; i++) {
		if (count > 0 && str_eq(sorted[count - 1].path, order[i]->path))
			count--;
		sorted[count++] = *order[i];
	}
	*entries = (struct image_entries){ sorted, count, entries->count };
}

bool
image_content_read(int fd, struct image_content *content, struct str *what)
{
	*content = (struct image_content){ .by_number = NULL };
	const struct image_watch watch = { content, add_entry };
	if (!image_read_watched(fd, &content->image, &watch, what))
		return false;
	for (size_t i = 0; i < content->number_count; i++)
		sort(&content->by_number[i]);
	return true;
}

const struct image_entries *
image_content_layer(const struct image_content *content, size_t i)
{
	static const struct image_entries none;
	unsigned number = content->image.layers[i].number;
	return number < content->number_count ? &content->by_number[number] : &none;
}
