#include "base/base.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "audit/advisory_source.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/grammar.h"

enum { DEPTH_LIMIT = 16, MEMBER_LIMIT = 1000000 };

static void
problem(struct advisory_source *source, struct str name, int line, struct str what)
{
	str_list_add(&source->problems, line > 0 ? str_format("%.*s:%d: %.*s", STRF(name), line, STRF(what))
	                                         : str_format("%.*s: %.*s", STRF(name), STRF(what)));
}

static void
add_notes(struct advisory_source *source, struct str name, const struct str_list *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		str_list_add(&source->notes, str_format("%.*s:%.*s", STRF(name), STRF(notes->items[i])));
}

static void
add_osv(struct advisory_source *source, struct str name, const struct yaml *root)
{
	struct osv osv;
	struct error error;
	if (!osv_read(root, &osv, &error)) {
		problem(source, name, error.line, str_of(error.what));
		return;
	}
	add_notes(source, name, &osv.notes);
	advisory_add_osv(source->build, &osv);
}

static void
add_secdb(struct advisory_source *source, struct str name, const struct yaml *root, bool rejections)
{
	struct secdb secdb;
	struct error error;
	if (!(rejections ? secdb_read_rejections : secdb_read)(root, &secdb, &error)) {
		problem(source, name, error.line, str_of(error.what));
		return;
	}
	add_notes(source, name, &secdb.notes);
	advisory_add_secdb(source->build, &secdb);
}

static struct str
base_name(struct str path)
{
	size_t n = str_after_last(path, '/');
	return str_sub(path, n, path.n);
}

static bool
is_document(struct str name)
{
	struct str base = base_name(name);
	return !str_starts(base, STR(".")) && (str_ends(base, STR(".json")) || str_ends(base, STR(".yaml")) || str_ends(base, STR(".yml")));
}

static bool
is_wanted(struct str name)
{
	return is_document(name) || str_eq(base_name(name), STR("fetched"));
}

void
advisory_source_add(struct advisory_source *source, struct str name, struct str content)
{
	struct error error;
	if (!is_document(name)) {
		source->fetched = str_trim(content);
		if (!is_timestamp(source->fetched))
			problem(source, name, 1, STR("is not a timestamp such as 2026-01-31T23:59:59Z"));
		return;
	}
	if (str_trim(content).n == 0) {
		str_list_add(&source->notes, str_format("%.*s:1: nothing in it", STRF(name)));
		return;
	}
	struct yaml *root = yaml_parse(content, &error);
	source->files++;
	if (root == NULL)
		problem(source, name, error.line, str_of(error.what));
	else if (osv_is(root))
		add_osv(source, name, root);
	else if (secdb_is(root))
		add_secdb(source, name, root, false);
	else if (secdb_is_rejections(root))
		add_secdb(source, name, root, true);
	else
		problem(source, name, root->line, STR("is neither an OSV advisory nor Alpine's security database nor its rejections"));
}

static bool
read_member(struct archive *a, struct archive_entry *entry, struct str *content, struct str *why)
{
	if (!archive_entry_size_is_set(entry) || archive_entry_size(entry) < 0 || archive_entry_size(entry) > ADVISORY_FILE_LIMIT) {
		*why = str_format("more than %d MB, or of no known size", ADVISORY_FILE_LIMIT / (1024 * 1024));
		return false;
	}
	size_t size = (size_t)archive_entry_size(entry), n = 0;
	char *p = arena_take(size + 1);
	while (n < size) {
		la_ssize_t got = archive_read_data(a, p + n, size - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	*content = (struct str){ p, n };
	*why = n < size ? STR("it ends before its size") : (struct str){ NULL, 0 };
	return n == size;
}

static void
read_members(struct advisory_source *source, struct archive *a, struct str path)
{
	struct archive_entry *entry;
	int status;
	size_t members = 0;
	while ((status = archive_read_next_header(a, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
		const char *z = archive_entry_pathname(entry);
		struct str name = z == NULL ? (struct str){ NULL, 0 } : str_of(str_z(str_of(z))), content, why;
		if (++members > MEMBER_LIMIT) {
			problem(source, path, 0, str_format("more than %d members", MEMBER_LIMIT));
			return;
		}
		if (archive_entry_filetype(entry) != AE_IFREG || !is_wanted(name))
			continue;
		if (read_member(a, entry, &content, &why))
			advisory_source_add(source, name, content);
		else
			problem(source, name, 0, why);
	}
	if (status != ARCHIVE_EOF)
		problem(source, path, 0, str_format("cannot be read as an archive: %s", archive_error_string(a)));
}

static void
read_archive(struct advisory_source *source, const char *path)
{
	struct archive *a = archive_read_new();
	if (a == NULL || archive_read_support_filter_all(a) < ARCHIVE_WARN || archive_read_support_format_tar(a) != ARCHIVE_OK ||
	    archive_read_support_format_zip(a) < ARCHIVE_WARN)
		problem(source, str_of(path), 0, STR("libarchive cannot read tar and zip here"));
	else if (archive_read_open_filename(a, path, 64 * 1024) != ARCHIVE_OK)
		problem(source, str_of(path), 0, str_format("cannot be read as an archive: %s", archive_error_string(a)));
	else
		read_members(source, a, str_of(path));
	archive_read_free(a);
}

static void read_path(struct advisory_source *source, struct str path, int depth);

/* Sorted by name, so that notes and problems have a fixed order. */
static void
read_directory(struct advisory_source *source, struct str path, int depth)
{
	struct str_list names = { NULL, 0, 0 };
	DIR *dir = opendir(path.p);
	struct dirent *entry;
	if (dir == NULL || depth > DEPTH_LIMIT) {
		problem(source, path, 0, dir == NULL ? str_of(strerror(errno)) : STR("too many directories in each other"));
		if (dir != NULL)
			closedir(dir);
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			str_list_add(&names, str_of(str_z(str_of(entry->d_name))));
	closedir(dir);
	str_list_sort(&names);
	for (size_t i = 0; i < names.count; i++)
		read_path(source, str_format("%.*s/%.*s", STRF(path), STRF(names.items[i])), depth + 1);
}

static void
read_file(struct advisory_source *source, struct str path)
{
	struct str content;
	if (file_read(path.p, ADVISORY_FILE_LIMIT, &content))
		advisory_source_add(source, path, content);
	else
		problem(source, path, 0, str_of(strerror(errno)));
}

/* Archives in a directory are skipped: they may be an older copy of it. PATH ends with a NUL. */
static void
read_path(struct advisory_source *source, struct str path, int depth)
{
	struct stat st;
	if ((depth == 0 ? stat : lstat)(path.p, &st) < 0)
		problem(source, path, 0, str_of(strerror(errno)));
	else if (S_ISDIR(st.st_mode))
		read_directory(source, path, depth);
	else if (is_wanted(path) && S_ISREG(st.st_mode))
		read_file(source, path);
	else if (depth == 0)
		read_archive(source, path.p);
}

void
advisory_source_read(struct advisory_source *source, const char *path)
{
	read_path(source, str_of(path), 0);
}
