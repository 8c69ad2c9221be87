#include "base/base.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "image/tar.h"
#include "image/tar_manifest.h"

enum { BLOCK = 256 * 1024 };

/* A part's bytes, as the outer tar yields them. */
struct stream {
	struct archive *outer;
	const void *first;
	size_t first_size;
	la_int64_t at;
	bool holes;
	struct sha256 *sum; /* NULL: not computed */
	uint64_t bytes;
};

/* The unpacked bytes of a watched layer. */
struct unpacking {
	struct archive *raw;
	struct sha256 *sum;
	uint64_t bytes;
};

struct reader {
	struct image *image;
	const struct image_watch *watch; /* NULL: nobody watches */
	struct image_parts parts;
	unsigned layers;
	int64_t unpacked;
	struct str *what;
};

static bool
fail(struct reader *r, struct str what)
{
	*r->what = what;
	return false;
}

static la_ssize_t
next_block(struct stream *s, const void **block)
{
	size_t size = 0;
	la_int64_t offset = 0;
	if (s->first != NULL) {
		*block = s->first;
		s->first = NULL;
		return (la_ssize_t)s->first_size;
	}
	int status = archive_read_data_block(s->outer, block, &size, &offset);
	if (status == ARCHIVE_EOF)
		return 0;
	if (status != ARCHIVE_OK)
		return -1;
	s->holes |= offset != s->at;
	s->at = offset + (la_int64_t)size;
	return s->holes ? -1 : (la_ssize_t)size;
}

static la_ssize_t
read_stream(struct archive *inner, void *stream, const void **block)
{
	struct stream *s = stream;
	la_ssize_t size = next_block(s, block);
	if (size < 0)
		archive_set_error(inner, EINVAL, "%s", s->holes ? "it has holes" : archive_error_string(s->outer));
	else if (s->sum != NULL) {
		sha256_add(s->sum, (struct str){ *block, (size_t)size });
		s->bytes += (uint64_t)size;
	}
	return size;
}

static la_ssize_t
read_unpacked(struct archive *inner, void *unpacking, const void **block)
{
	struct unpacking *u = unpacking;
	size_t size = 0;
	la_int64_t offset;
	int status = archive_read_data_block(u->raw, block, &size, &offset);
	if (status == ARCHIVE_EOF)
		return 0;
	if (status < ARCHIVE_WARN || u->bytes > (uint64_t)IMAGE_UNPACKED_LIMIT) {
		archive_set_error(inner, EINVAL, "%s", status < ARCHIVE_WARN ? archive_error_string(u->raw) : "it unpacks to too much");
		return -1;
	}
	sha256_add(u->sum, (struct str){ *block, size });
	u->bytes += size;
	return (la_ssize_t)size;
}

/* A name in UTF-8; p NULL if its encoding is unknown. */
static struct str
name_of(const char *bytes, const char *utf8)
{
	const char *z = bytes != NULL ? bytes : utf8;
	return z == NULL ? (struct str){ NULL, 0 } : str_of(z);
}

static struct str
reason(struct archive *a)
{
	const char *z = archive_error_string(a);
	return str_of(z == NULL ? "not readable" : str_z(str_of(z)));
}

/* Hashes the content without keeping it. */
static bool
sum_content(struct reader *r, struct archive *a, struct str path, struct fs_entry *e)
{
	static char block[BLOCK];
	struct sha256 *sum = sha256_begin();
	la_ssize_t got;
	while ((got = archive_read_data(a, block, sizeof(block))) > 0)
		sha256_add(sum, (struct str){ block, (size_t)got });
	e->sha256 = sha256_end(sum);
	return got == 0 || fail(r, str_format("'%.*s' cannot be read: %.*s", STRF(path), STRF(reason(a))));
}

static bool
read_content(struct reader *r, struct archive *a, struct archive_entry *entry, struct str path, struct fs_entry *e)
{
	int64_t size = archive_entry_size(entry);
	if (!fs_wants(&r->image->fs, path))
		return sum_content(r, a, path, e);
	if (size < 0 || size > FS_FILE_LIMIT || r->image->fs.kept + (uint64_t)size > FS_KEPT_LIMIT)
		return fail(r, str_format("'%.*s' is larger than such a file can be", STRF(path)));
	char *p = arena_take((size_t)size + 1);
	size_t n = 0;
	while (n < (size_t)size) {
		la_ssize_t got = archive_read_data(a, p + n, (size_t)size - n);
		if (got <= 0)
			return fail(r, str_format("'%.*s' ends before its size: %.*s", STRF(path), STRF(reason(a))));
		n += (size_t)got;
	}
	fs_keep(&r->image->fs, path, (struct str){ p, n }, e);
	return true;
}

static enum fs_kind
kind_of(struct archive_entry *entry)
{
	switch (archive_entry_filetype(entry)) {
	case AE_IFREG: return FS_FILE;
	case AE_IFDIR: return FS_DIRECTORY;
	case AE_IFLNK: return FS_SYMLINK;
	default: return FS_OTHER;
	}
}

static bool
add_entry(struct reader *r, struct archive *a, struct archive_entry *entry, unsigned layer)
{
	struct str path = name_of(archive_entry_pathname(entry), archive_entry_pathname_utf8(entry));
	struct str hard = name_of(archive_entry_hardlink(entry), archive_entry_hardlink_utf8(entry));
	struct str soft = name_of(archive_entry_symlink(entry), archive_entry_symlink_utf8(entry));
	int64_t size = archive_entry_size(entry) > 0 ? archive_entry_size(entry) : 0;
	struct fs_entry e = { .kind = hard.p != NULL ? FS_HARDLINK : kind_of(entry), .layer = layer, .size = (uint64_t)size };
	if (path.p == NULL && r->watch != NULL)
		return fail(r, STR("a file whose name is in an unknown encoding"));
	if (path.p == NULL) {
		r->image->unnamed++;
		return true;
	}
	if (size > IMAGE_UNPACKED_LIMIT - r->unpacked)
		return fail(r, str_format("it unpacks to more than %lld GB", (long long)(IMAGE_UNPACKED_LIMIT >> 30)));
	r->unpacked += size;
	e.link = str_of(str_z(hard.p != NULL ? hard : soft));
	if (r->watch == NULL && e.kind == FS_FILE && (r->image->fs.sums || fs_wants(&r->image->fs, path)) &&
	    !read_content(r, a, entry, path, &e))
		return false;
	return fs_add(&r->image->fs, layer, path, e, r->what) &&
	       (r->watch == NULL || r->watch->entry(r->watch->context, layer, a, entry, path, r->what));
}

/* Cheaper than having libarchive guess a part's format. */
static bool
is_layer(const unsigned char *p, size_t n)
{
	return (n > 2 && p[0] == 0x1f && p[1] == 0x8b) || (n > 4 && p[0] == 0x28 && p[1] == 0xb5 && p[2] == 0x2f && p[3] == 0xfd) ||
	       (n >= 512 && (memcmp(p + 257, "ustar", 5) == 0 || p[0] == 0));
}

static bool
read_layer_entries(struct reader *r, struct archive *a, unsigned layer)
{
	struct archive_entry *entry;
	int status;
	while ((status = archive_read_next_header(a, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN)
		if (!add_entry(r, a, entry, layer))
			return false;
	return status == ARCHIVE_EOF || fail(r, reason(a));
}

static bool
read_layer(struct reader *r, struct stream *stream, unsigned layer)
{
	struct archive *a = archive_read_new();
	bool ok = a != NULL && archive_read_support_filter_gzip(a) == ARCHIVE_OK && archive_read_support_format_tar(a) == ARCHIVE_OK;
	if (ok)
		archive_read_support_filter_zstd(a);
	if (!ok)
		fail(r, STR("libarchive cannot read gzip and tar here"));
	else if (archive_read_open(a, stream, NULL, read_stream, NULL) != ARCHIVE_OK)
		ok = fail(r, reason(a));
	else
		ok = read_layer_entries(r, a, layer);
	archive_read_free(a);
	return ok;
}

/* Reads what follows the tar's end, which counts towards the digests. */
static bool
read_rest(struct reader *r, struct archive *a, struct stream *stream, struct unpacking *u)
{
	const void *block;
	la_ssize_t size;
	do
		size = read_unpacked(a, u, &block);
	while (size > 0);
	if (size < 0)
		return fail(r, reason(a));
	do
		size = read_stream(a, stream, &block);
	while (size > 0);
	return size == 0 || fail(r, reason(a));
}

static bool
open_watched(struct reader *r, struct archive *a, struct stream *stream, struct unpacking *u)
{
	struct archive_entry *entry;
	if (a == NULL || u->raw == NULL || archive_read_support_format_raw(u->raw) != ARCHIVE_OK ||
	    archive_read_support_filter_gzip(u->raw) != ARCHIVE_OK || archive_read_support_format_tar(a) != ARCHIVE_OK)
		return fail(r, STR("libarchive cannot read gzip and tar here"));
	archive_read_support_filter_zstd(u->raw);
	if (archive_read_open(u->raw, stream, NULL, read_stream, NULL) != ARCHIVE_OK || archive_read_next_header(u->raw, &entry) != ARCHIVE_OK)
		return fail(r, reason(u->raw));
	return archive_read_open(a, u, NULL, read_unpacked, NULL) == ARCHIVE_OK || fail(r, reason(a));
}

/* Like read_layer(), but through two archives: the bytes that pass between them have the digest that the configuration states. */
static bool
read_watched_layer(struct reader *r, struct stream *stream, struct image_part *part)
{
	struct unpacking u = { .raw = archive_read_new(), .sum = sha256_begin() };
	struct archive *a = archive_read_new();
	unsigned layer = (unsigned)part->layer;
	stream->sum = sha256_begin();
	bool ok = open_watched(r, a, stream, &u) && read_layer_entries(r, a, layer) && read_rest(r, a, stream, &u);
	archive_read_free(a);
	archive_read_free(u.raw);
	struct str blob = sha256_end(stream->sum), diff = sha256_end(u.sum);
	part->digests = (struct image_tar_layer){ layer, blob, diff, stream->bytes, u.bytes };
	return ok;
}

static bool
read_json(struct reader *r, struct stream *stream, struct str name, struct str *content)
{
	struct text text = { NULL, 0, 0 };
	const void *block;
	la_ssize_t size;
	while ((size = next_block(stream, &block)) > 0) {
		text_add(&text, (struct str){ block, (size_t)size });
		if (text.n > IMAGE_JSON_LIMIT)
			return fail(r, str_format("'%.*s' is larger than such a file can be", STRF(name)));
	}
	*content = text_str(&text);
	return size == 0 || fail(r, reason(stream->outer));
}

static struct image_part *
add_part(struct reader *r, struct str name)
{
	arena_reserve(&r->parts.items, r->parts.count, &r->parts.capacity);
	struct image_part *part = &r->parts.items[r->parts.count++];
	*part = (struct image_part){ .name = str_of(str_z(name)), .layer = -1 };
	return part;
}

static bool
read_part(struct reader *r, struct archive *outer, struct str name)
{
	struct stream stream = { .outer = outer };
	struct image_part *part = add_part(r, name);
	la_ssize_t size = next_block(&stream, &stream.first);
	if (size < 0)
		return fail(r, str_format("'%.*s' cannot be read: %.*s", STRF(name), STRF(reason(outer))));
	stream.first_size = (size_t)size;
	if (size == 0)
		return true;
	const unsigned char *p = stream.first;
	if (p[0] == '{' || p[0] == '[')
		return read_json(r, &stream, part->name, &part->content);
	if (!is_layer(p, (size_t)size))
		return true;
	if (r->layers == IMAGE_LAYERS_LIMIT)
		return fail(r, str_format("more than %d layers", IMAGE_LAYERS_LIMIT));
	part->digests.number = (unsigned)(part->layer = (int)r->layers++);
	/* A broken part matters only if the image uses it as a layer. */
	if (!(r->watch == NULL ? read_layer(r, &stream, (unsigned)part->layer) : read_watched_layer(r, &stream, part)))
		part->problem = *r->what;
	return true;
}

static bool
is_safe(struct str path)
{
	bool safe = !str_starts(path, STR("/"));
	while (path.p != NULL)
		safe &= !str_eq(str_cut(&path, '/'), STR(".."));
	return safe;
}

static bool
read_parts(struct reader *r, struct archive *outer)
{
	struct archive_entry *entry;
	int status;
	while ((status = archive_read_next_header(outer, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
		struct str name = name_of(archive_entry_pathname(entry), archive_entry_pathname_utf8(entry));
		struct str link = name_of(archive_entry_symlink(entry), archive_entry_symlink_utf8(entry));
		struct str hard = name_of(archive_entry_hardlink(entry), archive_entry_hardlink_utf8(entry));
		if (name.p == NULL || !is_safe(name))
			return fail(r, str_format("its entry '%.*s' has an absolute path or '..'", STRF(name)));
		if (r->parts.count > 10 * IMAGE_LAYERS_LIMIT)
			return fail(r, str_format("more than %d entries: not an image", 10 * IMAGE_LAYERS_LIMIT));
		if (hard.p != NULL || link.p != NULL)
			add_part(r, name)->link = str_of(str_z(hard.p != NULL ? hard : link));
		else if (archive_entry_filetype(entry) == AE_IFREG && !read_part(r, outer, name))
			return false;
	}
	return status == ARCHIVE_EOF || fail(r, str_format("not a tar file, or cut short: %.*s", STRF(reason(outer))));
}

static bool
settle(struct reader *r)
{
	int *order = arena_take_array(IMAGE_LAYERS_LIMIT, sizeof(*order)), *ranks = arena_take_array(r->layers + 1, sizeof(*ranks));
	size_t count = 0;
	if (!image_manifest(&r->parts, r->image, order, &count, r->what))
		return false;
	for (unsigned i = 0; i < r->layers; i++)
		ranks[i] = -1;
	r->image->layers = arena_take_array(count, sizeof(*r->image->layers));
	for (size_t i = 0; i < count; i++) {
		const struct image_part *part = &r->parts.items[order[i]];
		ranks[part->layer] = (int)i;
		r->image->layers[r->image->layer_count++] = part->digests;
	}
	fs_settle(&r->image->fs, ranks);
	return r->watch == NULL || image_digests_fit(&r->parts, r->image, r->what);
}

static bool
read_image(struct reader *r, int fd)
{
	r->image->fs.whiteouts = true;
	struct archive *outer = archive_read_new();
	bool ok = outer != NULL && archive_read_support_format_tar(outer) == ARCHIVE_OK && archive_read_support_filter_gzip(outer) == ARCHIVE_OK;
	if (ok) {
		archive_read_support_filter_zstd(outer);
		archive_read_support_filter_xz(outer);
	}
	if (!ok)
		fail(r, STR("libarchive cannot read gzip and tar here"));
	else if (archive_read_open_fd(outer, fd, BLOCK) != ARCHIVE_OK)
		ok = fail(r, str_format("not a tar file: %.*s", STRF(reason(outer))));
	else
		ok = read_parts(r, outer);
	archive_read_free(outer);
	return ok && settle(r);
}

bool
image_read(int fd, const struct fs_content_rule *rule, bool sums, struct image *image, struct str *what)
{
	struct reader r = { .image = image, .what = what };
	*image = (struct image){ .unnamed = 0 };
	fs_begin(&image->fs, rule, sums);
	return read_image(&r, fd);
}

bool
image_read_watched(int fd, struct image *image, const struct image_watch *watch, struct str *what)
{
	struct reader r = { .image = image, .watch = watch, .what = what };
	*image = (struct image){ .unnamed = 0 };
	fs_begin(&image->fs, NULL, false);
	return read_image(&r, fd);
}
