#include "base/base.h"

#include <dirent.h>
#include <errno.h>

#include "base/file.h"
#include "base/sha256.h"
#include "dockerfile/scripts.h"

enum { SCRIPT_LIMIT = 1 << 20 };

static bool
fail(struct str *problem, const char *directory, struct str name)
{
	*problem = str_format("%s/%.*s: %s", directory, STRF(name), strerror(errno));
	return false;
}

/* What the Dockerfile mounts, sorted, once each. */
static struct str_list
mounted(struct str text)
{
	static const struct str mark = { "from=scibids,source=", 20 };
	struct str_list names = { NULL, 0, 0 };
	size_t at;
	while ((at = str_find_str(text, mark)) < text.n) {
		text = str_sub(text, at + mark.n, text.n);
		str_list_add(&names, str_sub(text, 0, str_find(text, ',')));
	}
	str_list_unique(&names);
	return names;
}

static bool
add_file(struct str_list *lines, const char *directory, struct str name, struct str *problem)
{
	struct str content;
	if (!file_read(str_z(str_format("%s/%.*s", directory, STRF(name))), SCRIPT_LIMIT, &content))
		return fail(problem, directory, name);
	str_list_add(lines, str_format("%.*s  %.*s", STRF(sha256_of(content)), STRF(name)));
	return true;
}

static struct str
name_of(struct str line)
{
	return str_sub(line, 66, line.n);
}

/* By name, not by the digests in front of it. */
static void
sort_by_name(struct str_list *lines)
{
	for (size_t i = 1; i < lines->count; i++)
		for (size_t k = i; k > 0 && str_cmp(name_of(lines->items[k]), name_of(lines->items[k - 1])) < 0; k--) {
			struct str other = lines->items[k];
			lines->items[k] = lines->items[k - 1];
			lines->items[k - 1] = other;
		}
}

/* One line for all files in it: the digest of what sha256sum prints of them. */
static bool
add_directory(struct str_list *lines, const char *directory, DIR *handle, struct str name, struct str *problem)
{
	struct str_list files = { NULL, 0, 0 };
	struct text sums = { NULL, 0, 0 };
	struct dirent *entry;
	bool ok = true;
	while (ok && (entry = readdir(handle)) != NULL)
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "__pycache__") != 0)
			ok = add_file(&files, directory, str_format("%.*s/%s", STRF(name), entry->d_name), problem);
	closedir(handle);
	sort_by_name(&files);
	for (size_t i = 0; i < files.count; i++)
		text_addf(&sums, "%.*s\n", STRF(files.items[i]));
	str_list_add(lines, str_format("%.*s  %.*s/*", STRF(sha256_of(text_str(&sums))), STRF(name)));
	return ok;
}

static bool
add_mounted(struct str_list *lines, const char *directory, struct str name, struct str *problem)
{
	DIR *handle = opendir(str_z(str_format("%s/%.*s", directory, STRF(name))));
	return handle == NULL ? add_file(lines, directory, name, problem) : add_directory(lines, directory, handle, name, problem);
}

bool
dockerfile_scripts(struct str text, const char *directory, struct str *comment, struct str *problem)
{
	struct str_list names = mounted(text), lines = { NULL, 0, 0 };
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < names.count; i++)
		if (!add_mounted(&lines, directory, names.items[i], problem))
			return false;
	sort_by_name(&lines);
	for (size_t i = 0; i < lines.count; i++)
		text_addf(&out, "%s#   %.*s", i > 0 ? "\n" : "", STRF(lines.items[i]));
	*comment = text_str(&out);
	return true;
}
