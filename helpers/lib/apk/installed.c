#include "base/base.h"

#include "apk/installed.h"

struct apk_files
apk_files_of(const struct apk *apk, const char *path)
{
	return (struct apk_files){ apk->files, apk->files_line - (apk->files_line > 0), { NULL, 0 }, path };
}

static int
fail(const struct apk_files *files, struct error *error, struct str what)
{
	apk_fail(error, files->path, files->line, what);
	return -1;
}

/* The value of the next line if its letter is one of LETTERS; *LETTER 0 if not, and the line stays. */
static struct str
take_line(struct apk_files *files, const char *letters, char *letter)
{
	struct str rest = files->rest, line;
	*letter = '\0';
	if (!str_line(&rest, &line) || line.n < 2 || line.p[1] != ':' || strchr(letters, line.p[0]) == NULL)
		return (struct str){ NULL, 0 };
	*letter = line.p[0];
	files->rest = rest;
	files->line++;
	return str_sub(line, 2, line.n);
}

static bool
is_octal(struct str s, unsigned *mode)
{
	if (s.n == 0 || s.n > 4 || !str_all_in(s, "01234567"))
		return false;
	*mode = 0;
	for (size_t i = 0; i < s.n; i++)
		*mode = *mode * 8 + (unsigned)(s.p[i] - '0');
	return true;
}

static bool
read_owner(struct str value, struct apk_file *file)
{
	struct str uid = str_cut(&value, ':'), gid = str_cut(&value, ':'), mode = str_cut(&value, ':');
	file->owned = str_u64(uid, &file->uid) && str_u64(gid, &file->gid) && is_octal(mode, &file->mode);
	return file->owned;
}

static bool
is_component(struct str s)
{
	return s.n > 0 && str_find(s, '/') == s.n && !str_eq(s, STR(".")) && !str_eq(s, STR(".."));
}

static bool
is_directory(struct str s)
{
	struct str rest = s;
	bool ok = true;
	while (s.n > 0 && rest.p != NULL && ok)
		ok = is_component(str_cut(&rest, '/'));
	return ok;
}

int
apk_files_next(struct apk_files *files, struct apk_file *file, struct error *error)
{
	char letter;
	*file = (struct apk_file){ .owned = false };
	struct str value = take_line(files, "FR", &letter);
	if (letter == '\0' && files->rest.n == 0)
		return 0;
	if (letter == '\0') {
		files->line++;
		return fail(files, error, STR("a line that belongs to no file: F: or R: comes before M:, a: and Z:"));
	}
	if (letter == 'F' && !is_directory(value))
		return fail(files, error, str_format("'%.*s' is no directory below the root", STRF(value)));
	if (letter == 'R' && !is_component(value))
		return fail(files, error, str_format("'%.*s' is no file name", STRF(value)));
	if (letter == 'F')
		files->directory = value;
	else
		file->name = value;
	file->directory = files->directory;
	const char *letters = letter == 'F' ? "M" : "aZ";
	while ((value = take_line(files, letters, &letter)).p != NULL)
		if (letter == 'Z')
			file->checksum = value;
		else if (!read_owner(value, file))
			return fail(files, error, str_format("'%.*s' is not UID:GID:MODE", STRF(value)));
	return 1;
}
