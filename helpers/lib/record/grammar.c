#include "base/base.h"

#include <string.h>

#include "base/arena.h"
#include "base/grammar.h"
#include "python/pep508.h"
#include "record/grammar.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

enum { NAME_LIMIT = 128, VALUE_LIMIT = 4096 };

static bool
one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static bool
is_name(struct str s, const char *first, const char *rest)
{
	return s.n > 0 && s.n <= NAME_LIMIT && one_of(s.p[0], first) && str_all_in(s, rest);
}

bool
record_in_toolbox(struct str apk)
{
	static const char *const names[] = { "binutils", "build-base", "file", "fortify-headers", "g++", "gcc", "libatomic", "libc-dev",
		                             "libgcc", "libgomp", "libstdc++", "libstdc++-dev", "linux-headers", "make", "musl",
		                             "musl-dev", "patch", "pkgconf", "pkgconfig" };
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq(apk, str_of(names[i])))
			return true;
	return false;
}

const char *
record_wrong_apk(struct str s)
{
	if (!is_apk_name(s))
		return "is not an apk name";
	if (str_starts(s, STR("py3-")) || str_starts(s, STR("python3")))
		return "belongs to Alpine's own interpreter, not to the image's; leave it out";
	return NULL;
}

const char *
record_wrong_build_apk(struct str s)
{
	return record_in_toolbox(s) ? "is always in the toolbox; leave it out" : record_wrong_apk(s);
}

bool
record_is_printable(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 0x20 || s.p[i] > 0x7e)
			return false;
	return s.n <= VALUE_LIMIT;
}

const char *
record_wrong_requirement(struct str s)
{
	struct pep508 requirement;
	struct error error;
	if (!is_plain_value(s) || s.n > NAME_LIMIT || !pep508_parse(s, &requirement, &error))
		return "is not a package name with versions";
	if (requirement.extras.count > 0 || requirement.url.p != NULL || requirement.marker.p != NULL)
		return "has more than a name and versions";
	return NULL;
}

static bool
is_module(struct str s, const char *more)
{
	const char *first = str_z(str_format(LETTERS "_%s", more)), *rest = str_z(str_format(LETTERS DIGITS "_%s", more));
	while (s.p != NULL)
		if (!is_name(str_cut(&s, '.'), first, rest))
			return false;
	return true;
}

const char *
record_wrong_module(struct str s)
{
	return s.n <= NAME_LIMIT && is_module(s, "") ? NULL : "is not a module name";
}

const char *
record_wrong_glob(struct str s)
{
	return s.n <= NAME_LIMIT && is_module(s, "*?") ? NULL : "is not a module name or a pattern of one";
}

const char *
record_wrong_file_glob(struct str s)
{
	return is_path_glob(s) ? NULL : "is not a path or a pattern of paths";
}

const char *
record_wrong_variable(struct str s)
{
	return is_name(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_", "ABCDEFGHIJKLMNOPQRSTUVWXYZ_" DIGITS) ? NULL : "is not a variable name";
}

const char *
record_wrong_setting(struct str s)
{
	return is_name(s, LETTERS DIGITS "-", LETTERS DIGITS "._-") ? NULL : "is not a setting name";
}
