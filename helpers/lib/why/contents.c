#include "base/base.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "why/contents.h"

enum { DEPTH = 8 /* of nested directories */ };

/* An .apk that unpacks to more is not a -dev package. */
static const int64_t unpacked_limit = (int64_t)4 << 30;

static struct str
last_part(struct str path)
{
	size_t from = str_after_last(path, '/');
	return str_sub(path, from, path.n);
}

struct str
why_apk_name(struct str file)
{
	struct str name = last_part(file);
	if (!str_ends(name, STR(".apk")))
		return STR("");
	for (int dashes = 0; name.n > 0;)
		if (name.p[--name.n] == '-' && ++dashes == 2)
			return name;
	return STR("");
}

static int
compare_files(const void *a, const void *b)
{
	const struct why_file *x = a, *y = b;
	int order = str_cmp(last_part(x->path), last_part(y->path));
	if (order == 0)
		order = (x->path.n > y->path.n) - (x->path.n < y->path.n);
	if (order == 0)
		order = str_cmp(x->path, y->path);
	return order != 0 ? order : str_cmp(x->apk, y->apk);
}

static bool
is_wanted(struct str path)
{
	static const struct str below[] = { { "usr/include/", 12 }, { "usr/lib/", 8 }, { "usr/bin/", 8 }, { "usr/share/", 10 } };
	for (size_t i = 0; i < COUNT(below); i++)
		if (str_starts(path, below[i]))
			return true;
	return false;
}

static bool
read_members(struct archive *a, struct str apk, struct why_contents *contents)
{
	struct archive_entry *entry;
	int64_t unpacked = 0;
	int status;
	while ((status = archive_read_next_header(a, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
		const char *name = archive_entry_pathname(entry);
		struct str path = str_of(name);
		int64_t size = archive_entry_size(entry) > 0 ? archive_entry_size(entry) : 0;
		if (size > unpacked_limit - unpacked)
			return false;
		unpacked += size;
		if (archive_entry_filetype(entry) == AE_IFDIR || !is_wanted(path))
			continue;
		arena_reserve(&contents->files, contents->count, &contents->capacity);
		contents->files[contents->count++] = (struct why_file){ apk, { str_z(path), path.n } };
	}
	return status == ARCHIVE_EOF;
}

static void
read_apk(const char *path, struct why_contents *contents)
{
	struct archive *a = archive_read_new();
	struct str apk = why_apk_name(str_of(path));
	bool ok = a != NULL && archive_read_support_filter_gzip(a) == ARCHIVE_OK && archive_read_support_format_tar(a) == ARCHIVE_OK &&
	          archive_read_open_filename(a, path, 65536) == ARCHIVE_OK && read_members(a, apk, contents);
	contents->apks += ok;
	contents->skipped += !ok;
	archive_read_free(a);
}

static bool
read_directory(const char *path, int depth, uint64_t *bytes, struct why_contents *contents)
{
	DIR *dir = opendir(path);
	if (dir == NULL)
		return false;
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
		struct str name = str_of(entry->d_name);
		const char *child = str_z(str_format("%s/%.*s", path, STRF(name)));
		struct stat st;
		if (name.p[0] == '.' || lstat(child, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode) && depth < DEPTH)
			read_directory(child, depth + 1, bytes, contents);
		if (!S_ISREG(st.st_mode) || !str_ends(why_apk_name(name), STR("-dev")))
			continue;
		*bytes += (uint64_t)st.st_size;
		if (*bytes > WHY_CONTENTS_LIMIT)
			contents->skipped++;
		else
			read_apk(child, contents);
	}
	closedir(dir);
	return true;
}

bool
why_contents_read(const char *dir, struct why_contents *contents)
{
	uint64_t bytes = 0;
	*contents = (struct why_contents){ NULL, 0, 0, 0, 0 };
	if (!read_directory(dir, 0, &bytes, contents))
		return false;
	if (contents->count > 1)
		qsort(contents->files, contents->count, sizeof(*contents->files), compare_files);
	return true;
}

void
why_contents_find(const struct why_contents *contents, struct str name, const struct why_file **found, size_t limit, size_t *count)
{
	struct str last = last_part(name);
	size_t low = 0, high = contents->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (str_cmp(last_part(contents->files[middle].path), last) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*count = 0;
	for (; low < contents->count && *count < limit; low++) {
		const struct why_file *file = &contents->files[low];
		if (!str_eq(last_part(file->path), last))
			break;
		size_t before = file->path.n - name.n;
		if (name.n < file->path.n && str_ends(file->path, name) && file->path.p[before - 1] == '/')
			found[(*count)++] = file;
	}
}
