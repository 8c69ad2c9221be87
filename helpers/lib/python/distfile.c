/* Wheel and sdist file names. */

#include "base/base.h"

#include "python/distfile.h"
#include "python/pep508.h"

static bool
fail(struct str *why, const char *reason)
{
	*why = str_format("is not the name of a wheel or sdist: %s", reason);
	return false;
}

static bool
is_build(struct str s)
{
	return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9';
}

/* "py2.py3": words of letters, digits and underscores. */
static bool
is_tags(struct str s)
{
	while (s.p != NULL) {
		struct str tag = str_cut(&s, '.');
		if (tag.n == 0 || !str_all_in(tag, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"))
			return false;
	}
	return true;
}

static bool
read_wheel(struct str stem, struct distfile *file, struct str *why)
{
	struct str part[7];
	size_t n = 0;
	while (stem.p != NULL && n < COUNT(part))
		part[n++] = str_cut(&stem, '-');
	if (n != 5 && n != 6)
		return fail(why, "a wheel has five or six parts");
	if (!pep503_is_name(part[0]))
		return fail(why, "its first part is not a package name");
	file->project = pep503_normalise(part[0]);
	file->version = part[1];
	if (!pep440_parse(part[1], &file->parsed))
		return fail(why, "its second part is not a version");
	file->build = n == 6 ? part[2] : STR("");
	if (n == 6 && !is_build(part[2]))
		return fail(why, "its build tag does not begin with a digit");
	file->python = part[n - 3];
	file->abi = part[n - 2];
	file->platform = part[n - 1];
	return (is_tags(file->python) && is_tags(file->abi) && is_tags(file->platform)) || fail(why, "a tag is not made of letters, digits and _");
}

/* The version begins after the last dash; after an earlier one in old names such as pkg-1.0-beta. */
static bool
read_sdist(struct str stem, struct distfile *file, struct str *why)
{
	for (size_t dash = stem.n; dash-- > 1;) {
		if (stem.p[dash] != '-')
			continue;
		file->version = str_sub(stem, dash + 1, stem.n);
		if (!pep440_parse(file->version, &file->parsed))
			continue;
		if (!pep503_is_name(str_sub(stem, 0, dash)))
			return fail(why, "no package name before its version");
		file->project = pep503_normalise(str_sub(stem, 0, dash));
		return true;
	}
	return fail(why, "no version after a dash");
}

bool
distfile_parse(struct str name, struct distfile *file, struct str *why)
{
	*file = (struct distfile){ .build = STR("") };
	if (name.n == 0 || name.n > DISTFILE_LIMIT)
		return fail(why, "empty or too long");
	if (!str_all_in(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+!~-"))
		return fail(why, "a character other than letters, digits and ._+!~-");
	if (name.p[0] == '.' || name.p[0] == '-')
		return fail(why, "a leading dot or dash");
	file->wheel = str_ends(name, STR(".whl"));
	if (file->wheel)
		return read_wheel(str_sub(name, 0, name.n - 4), file, why);
	if (str_ends(name, STR(".tar.gz")))
		return read_sdist(str_sub(name, 0, name.n - 7), file, why);
	if (str_ends(name, STR(".zip")))
		return read_sdist(str_sub(name, 0, name.n - 4), file, why);
	return fail(why, "none of .whl, .tar.gz, .zip at its end");
}

bool
distfile_is_of(const struct distfile *file, struct str project, struct str version)
{
	struct pep440 other;
	return str_eq(file->project, project) && pep440_parse(version, &other) && pep440_cmp(&file->parsed, &other) == 0;
}
