/* Signed indexes for the packages that lie in a mirror. */

#include "base/base.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "apk/record.h"
#include "base/die.h"
#include "base/file.h"
#include "base/program.h"
#include "base/sha256.h"
#include "kit/sign.h"
#include "verb.h"

struct repository {
	struct str directory; /* MIRROR/BRANCH/main/ARCH */
	struct str_list files;  /* names of the packages in it, sorted */
};

static void
list_packages(struct repository *repository)
{
	const char *path = str_z(repository->directory);
	DIR *dir = opendir(path);
	if (dir == NULL)
		die(errno == ENOENT ? STALE : BAD, "%s: %s", path, strerror(errno));
	for (const struct dirent *entry; (entry = readdir(dir)) != NULL;)
		if (str_ends(str_of(entry->d_name), STR(".apk")))
			str_list_add(&repository->files, str_format("%s", entry->d_name));
	closedir(dir);
	str_list_sort(&repository->files);
}

/* The next record of TEXT, without the empty line behind it. */
static bool
next_record(struct str *text, struct str *record)
{
	while (text->n > 0 && text->p[0] == '\n')
		*text = str_sub(*text, 1, text->n);
	size_t end = str_find_str(*text, STR("\n\n"));
	*record = str_sub(*text, 0, end);
	*text = str_sub(*text, end < text->n ? end + 2 : end, text->n);
	return record->n > 0;
}

static struct str
field(struct str record, char letter)
{
	struct str line;
	while (str_line(&record, &line))
		if (line.n > 2 && line.p[0] == letter && line.p[1] == ':')
			return str_sub(line, 2, line.n);
	return STR("");
}

/* The records of the packages that are there; FOUND gets their file names. */
static void
select_records(const char *index, const struct repository *repository, struct text *records, struct str_list *found)
{
	struct error error;
	struct str text, record;
	if (!apk_text_read(index, &text, &error))
		die_at(index, &error);
	while (next_record(&text, &record)) {
		struct str file = str_format("%.*s-%.*s.apk", STRF(field(record, 'P')), STRF(field(record, 'V')));
		if (!str_list_has(&repository->files, file) || str_list_has(found, file))
			continue;
		str_list_add(found, file);
		text_addf(records, "%.*s\n\n", STRF(record));
	}
}

static bool
is_indexed(const char *path, struct str records)
{
	struct error error;
	struct str text;
	return file_exists(path) && apk_text_read(path, &text, &error) && str_eq(text, records);
}

static void
write_index(const struct signing_key *key, struct str name, struct str directory, struct str records)
{
	struct str file, error;
	const char *path = str_z(str_format("%.*s/APKINDEX.tar.gz", STRF(directory)));
	if (!index_sign(key, name, records, &file, &error))
		die(BAD, "%s: %.*s", path, STRF(error));
	if (!file_make_directory(str_z(directory)) || !file_replace(path, file))
		die(BAD, "cannot write %s: %s", path, strerror(errno));
}

/* Of an index that was made before for the same branch and architecture. */
static void
remove_old_keys(const char *mirror, struct str prefix, struct str name)
{
	DIR *dir = opendir(mirror);
	for (const struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;)
		if (str_starts(str_of(entry->d_name), prefix) && !str_eq(str_of(entry->d_name), name))
			remove(str_z(str_format("%s/%s", mirror, entry->d_name)));
	if (dir != NULL)
		closedir(dir);
}

void
kit_index(const struct str_list *indexes, char **arguments)
{
	const char *mirror = arguments[0], *branch = arguments[1], *arch = arguments[2];
	struct repository repository = { .directory = str_format("%s/%s/main/%s", mirror, branch, arch) };
	struct text records = { NULL, 0, 0 };
	struct str_list found = { NULL, 0, 0 };
	list_packages(&repository);
	for (size_t i = 0; i < indexes->count; i++)
		select_records(indexes->items[i].p, &repository, &records, &found);
	for (size_t i = 0; i < repository.files.count; i++)
		if (!str_list_has(&found, repository.files.items[i]))
			die(BAD, "%.*s/%.*s: no index has a record of it", STRF(repository.directory), STRF(repository.files.items[i]));
	if (is_indexed(str_z(str_format("%.*s/APKINDEX.tar.gz", STRF(repository.directory))), text_str(&records)))
		return;
	struct signing_key *key = signing_key_new();
	if (key == NULL)
		die(BAD, "libcrypto cannot make a key");
	/* The name differs from that of any earlier key, which an installer may still trust. */
	struct str public = signing_key_public(key), prefix = str_format("kit-%s-%s-", branch, arch);
	struct str name = str_format("%.*s%.*s.rsa.pub", STRF(prefix), 12, sha256_of(public).p);
	const char *path = str_z(str_format("%s/%.*s", mirror, STRF(name)));
	if (!file_replace(path, public))
		die(BAD, "cannot write %s: %s", path, strerror(errno));
	write_index(key, name, str_format("%s/%s/community/%s", mirror, branch, arch), STR(""));
	write_index(key, name, repository.directory, text_str(&records));
	remove_old_keys(mirror, prefix, name);
}
