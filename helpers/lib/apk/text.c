#include "base/base.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

#include "apk/record.h"
#include "base/arena.h"
#include "base/file.h"

/* An index compresses to about a fifth: with this factor the text is rarely moved while it grows. */
enum { FIRST_ROOM = 8 };

static bool
fail(struct error *error, const char *path, struct str what)
{
	return apk_fail(error, path, 0, what);
}

static bool
read_member(struct archive *a, size_t room, const char *path, struct str *text, struct error *error)
{
	char *p = arena_take(room);
	size_t n = 0;
	for (;;) {
		if (n == room) {
			p = arena_grow(p, n, arena_next(room), 1);
			room = arena_next(room);
		}
		la_ssize_t got = archive_read_data(a, p + n, room - n);
		if (got < 0)
			return fail(error, path, str_format("not an APKINDEX.tar.gz: %s", archive_error_string(a)));
		if (got == 0)
			break;
		n += (size_t)got;
		if (n > APK_TEXT_LIMIT)
			return fail(error, path, str_format("unpacks to more than %d MB", APK_TEXT_LIMIT / (1024 * 1024)));
	}
	*text = (struct str){ p, n };
	return true;
}

/* Skips to the member APKINDEX and reads it. */
static bool
read_members(struct archive *a, struct str bytes, const char *path, struct str *text, struct error *error)
{
	struct archive_entry *entry;
	int64_t skipped = 0;
	int status;
	while ((status = archive_read_next_header(a, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
		const char *name = archive_entry_pathname(entry);
		bool found = name != NULL && strcmp(name, "APKINDEX") == 0 && archive_entry_filetype(entry) == AE_IFREG;
		if (found && archive_entry_size(entry) > APK_TEXT_LIMIT)
			return fail(error, path, str_format("unpacks to more than %d MB", APK_TEXT_LIMIT / (1024 * 1024)));
		if (found)
			return read_member(a, bytes.n * FIRST_ROOM + 4096, path, text, error);
		int64_t size = archive_entry_size(entry) > 0 ? archive_entry_size(entry) : 0;
		if (size > APK_TEXT_LIMIT - skipped)
			return fail(error, path, str_format("more than %d MB before the member APKINDEX", APK_TEXT_LIMIT / (1024 * 1024)));
		skipped += size;
	}
	if (status == ARCHIVE_EOF)
		return fail(error, path, STR("no member APKINDEX in it"));
	return fail(error, path, str_format("not an APKINDEX.tar.gz: %s", archive_error_string(a)));
}

static bool
unpack(struct str bytes, const char *path, struct str *text, struct error *error)
{
	struct archive *a = archive_read_new();
	bool ok = a != NULL && archive_read_support_filter_gzip(a) == ARCHIVE_OK && archive_read_support_format_tar(a) == ARCHIVE_OK;
	if (!ok)
		fail(error, path, STR("libarchive cannot read gzip and tar here"));
	else if (archive_read_open_memory(a, bytes.p, bytes.n) != ARCHIVE_OK)
		ok = fail(error, path, str_format("not an APKINDEX.tar.gz: %s", archive_error_string(a)));
	else
		ok = read_members(a, bytes, path, text, error);
	archive_read_free(a);
	return ok;
}

bool
apk_text_of(struct str bytes, const char *path, struct str *text, struct error *error)
{
	*text = bytes;
	if (str_starts(bytes, STR("ADB")))
		return fail(error, path, STR("an index in the format of apk-tools 3 (ADB): give the APKINDEX.tar.gz of that repository"));
	if (str_starts(bytes, STR("\x1f\x8b")) && !unpack(bytes, path, text, error))
		return false;
	size_t nul = str_find(*text, '\0');
	if (nul == text->n)
		return true;
	int line = 1;
	for (size_t i = 0; i < nul; i++)
		line += text->p[i] == '\n';
	return apk_fail(error, path, line, STR("a NUL byte"));
}

bool
apk_text_read(const char *path, struct str *text, struct error *error)
{
	struct str bytes;
	if (file_read(path, APK_TEXT_LIMIT, &bytes))
		return apk_text_of(bytes, path, text, error);
	int why = errno;
	fail(error, path, str_of(strerror(why)));
	error->missing = why == ENOENT || why == ENOTDIR;
	return false;
}
