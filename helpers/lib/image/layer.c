#include "base/base.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "image/layer.h"
#include "image/tar_write.h"

enum { BUFFER = 256 * 1024 };

struct writer {
	struct tree *tree;
	struct str directory;
	struct archive *archive;
	struct sha256 *tar, *compressed;
	struct text header; /* of the current entry */
	char *path, *buffer;
	int fd;
	uint64_t size;
	struct str *error;
};

bool
image_layer_can(const struct tree *tree, struct str *why)
{
	uint64_t size = 0;
	for (size_t i = 0; i < tree->count; i++) {
		const struct tree_entry *entry = &tree->entries[i];
		const char *what = NULL;
		if (entry->kind == TREE_GONE)
			continue;
		if (entry->kind != TREE_FILE && entry->kind != TREE_DIR && entry->kind != TREE_LINK)
			what = "which is not a file, directory or symbolic link";
		else if (!utf8_is(entry->name) || !utf8_is(entry->target))
			what = "whose name is not UTF-8";
		else if (str_starts(entry->name, STR(".wh.")))
			what = "a name by which layers remove files";
		size += entry->size;
		if (size > IMAGE_LAYER_BYTES_LIMIT)
			what = "with which it is larger than such a layer can be";
		if (what != NULL) {
			struct str path = tree_path(tree, i, arena_take(tree->path_max + 1));
			*why = str_format("the app holds '%.*s', %s", STRF(path), what);
			return false;
		}
	}
	return true;
}

static bool
fail(struct writer *w, size_t i, int error)
{
	*w->error = tree_complaint(w->tree, i, error);
	return false;
}

static bool
put(struct writer *w, const void *p, size_t n)
{
	sha256_add(w->tar, (struct str){ p, n });
	if (archive_write_data(w->archive, p, n) == (la_ssize_t)n)
		return true;
	*w->error = str_format("cannot write the layer: %s", archive_error_string(w->archive));
	return false;
}

static bool
pad(struct writer *w, uint64_t size)
{
	memset(w->buffer, 0, TAR_BLOCK);
	return put(w, w->buffer, tar_padding(size));
}

/* Writes a file's content, which must be as long as its header says. */
static bool
put_content(struct writer *w, size_t i, int fd)
{
	struct tree_entry *entry = &w->tree->entries[i];
	struct sha256 *sum = sha256_begin();
	struct stat st;
	uint64_t left = entry->size;
	bool changed = fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || (uint64_t)st.st_size != entry->size;
	while (!changed) {
		ssize_t n = read(fd, w->buffer, BUFFER);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(w, i, errno);
		if (n == 0)
			break;
		changed = (uint64_t)n > left;
		if (changed)
			break;
		left -= (uint64_t)n;
		sha256_add(sum, (struct str){ w->buffer, (size_t)n });
		if (!put(w, w->buffer, (size_t)n))
			return false;
	}
	sha256_end_bytes(sum, entry->digest);
	entry->known = true;
	return changed || left > 0 ? fail(w, i, TREE_CHANGED) : pad(w, entry->size);
}

static bool
put_file(struct writer *w, size_t i)
{
	struct tree_entry *entry = &w->tree->entries[i];
	if (entry->size == 0) {
		/* It may be a socket, which cannot be opened. */
		sha256_end_bytes(sha256_begin(), entry->digest);
		entry->known = true;
		return true;
	}
	tree_path(w->tree, i, w->path);
	int fd = tree_open(w->tree->fd, w->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return fail(w, i, errno == ENOENT || errno == ELOOP ? TREE_CHANGED : errno);
	bool ok = put_content(w, i, fd);
	close(fd);
	return ok;
}

static bool
put_header(struct writer *w, struct str path, const struct tree_entry *entry)
{
	struct tar_entry header = { .path = path, .type = TAR_DIR, .mode = 0755, .mtime = IMAGE_LAYER_TIME };
	if (entry != NULL) {
		header.mode = entry->kind == TREE_LINK ? 0777 : entry->mode;
		header.type = entry->kind == TREE_LINK ? TAR_LINK : entry->kind == TREE_DIR ? TAR_DIR : TAR_FILE;
		header.size = entry->size;
		header.target = entry->target;
	}
	w->header.n = 0;
	tar_add_header(&w->header, &header);
	return put(w, w->header.p, w->header.n);
}

static uint64_t
blocks(uint64_t size)
{
	return (size + IMAGE_LAYER_BLOCK - 1) / IMAGE_LAYER_BLOCK * IMAGE_LAYER_BLOCK;
}

static bool
put_entries(struct writer *w, struct image_layer *layer)
{
	struct tree *tree = w->tree;
	size_t n = w->directory.n + 1;
	char *path = arena_take(n + tree->path_max + 2);
	memcpy(path, w->directory.p, w->directory.n);
	path[n - 1] = '/';
	layer->unpacked = 2 * IMAGE_LAYER_BLOCK; /* the root and the directory */
	if (!put_header(w, (struct str){ path, n }, NULL))
		return false;
	for (size_t i = 0; i < tree->count; i++) {
		const struct tree_entry *entry = &tree->entries[i];
		if (entry->kind == TREE_GONE)
			continue;
		size_t end = n + tree_path(tree, i, path + n).n;
		if (entry->kind == TREE_DIR)
			path[end++] = '/';
		layer->unpacked += entry->kind == TREE_DIR ? IMAGE_LAYER_BLOCK : blocks(entry->size);
		if (!put_header(w, (struct str){ path, end }, entry) || (entry->kind == TREE_FILE && !put_file(w, i)))
			return false;
	}
	memset(w->buffer, 0, TAR_END);
	return put(w, w->buffer, TAR_END);
}

static la_ssize_t
write_compressed(struct archive *a, void *context, const void *bytes, size_t n)
{
	struct writer *w = context;
	ssize_t put;
	do
		put = write(w->fd, bytes, n);
	while (put < 0 && errno == EINTR);
	if (put < 0) {
		archive_set_error(a, errno, "%s", strerror(errno));
		return -1;
	}
	sha256_add(w->compressed, (struct str){ bytes, (size_t)put });
	w->size += (uint64_t)put;
	return put;
}

static bool
add_filter(struct archive *a, struct str compression)
{
	if (str_eq(compression, STR("zstd")))
		return archive_write_add_filter_zstd(a) == ARCHIVE_OK;
	/* Level 1 takes a third of the default level's time, for a sixth more bytes. */
	return str_eq(compression, STR("gzip")) && archive_write_add_filter_gzip(a) == ARCHIVE_OK &&
	       archive_write_set_filter_option(a, "gzip", "compression-level", "1") == ARCHIVE_OK &&
	       archive_write_set_filter_option(a, "gzip", "timestamp", NULL) == ARCHIVE_OK;
}

bool
image_layer_compresses(struct str compression)
{
	struct archive *a = archive_write_new();
	bool ok = a != NULL && archive_write_set_format_raw(a) == ARCHIVE_OK && add_filter(a, compression);
	archive_write_free(a);
	return ok;
}

static bool
open_archive(struct writer *w, struct archive_entry *entry, struct str compression)
{
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_pathname(entry, "layer");
	if (archive_write_set_format_raw(w->archive) == ARCHIVE_OK && add_filter(w->archive, compression) &&
	    archive_write_set_bytes_per_block(w->archive, 0) == ARCHIVE_OK &&
	    archive_write_open(w->archive, w, NULL, write_compressed, NULL) == ARCHIVE_OK &&
	    archive_write_header(w->archive, entry) == ARCHIVE_OK)
		return true;
	*w->error = str_format("cannot write the layer: %s", archive_error_string(w->archive));
	return false;
}

bool
image_layer_write(struct tree *tree, struct str directory, struct str compression, int fd, struct image_layer *layer, struct str *error)
{
	struct writer w = { .tree = tree, .directory = directory, .fd = fd, .error = error };
	struct archive_entry *entry = archive_entry_new();
	w.archive = archive_write_new();
	w.tar = sha256_begin();
	w.compressed = sha256_begin();
	w.path = arena_take(tree->path_max + 1);
	w.buffer = arena_take(BUFFER);
	bool ok = false;
	*error = STR("out of memory");
	if (entry != NULL && w.archive != NULL)
		ok = open_archive(&w, entry, compression) && put_entries(&w, layer);
	if (ok && archive_write_close(w.archive) != ARCHIVE_OK) {
		*error = str_format("cannot write the layer: %s", archive_error_string(w.archive));
		ok = false;
	}
	archive_write_free(w.archive);
	archive_entry_free(entry);
	layer->diff_id = sha256_end(w.tar);
	layer->digest = sha256_end(w.compressed);
	layer->size = w.size;
	return ok;
}
