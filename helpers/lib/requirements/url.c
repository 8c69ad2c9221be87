#include "base/base.h"

#include "requirements/url.h"

struct str
scheme_of(struct str s)
{
	struct str scheme = str_sub(s, 0, str_find(s, ':'));
	if (scheme.n == s.n || !str_all_in(scheme, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-"))
		return STR("");
	return scheme;
}

static bool
is_scheme(struct str s, const char *name)
{
	if (s.n != strlen(name))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != name[i] && !(s.p[i] >= 'A' && s.p[i] <= 'Z' && s.p[i] + 'a' - 'A' == name[i]))
			return false;
	return true;
}

bool
is_remote_url(struct str s)
{
	struct str scheme = scheme_of(s);
	return is_scheme(scheme, "http") || is_scheme(scheme, "https") || is_scheme(scheme, "ftp");
}

bool
is_file_url(struct str s)
{
	return is_scheme(scheme_of(s), "file");
}

struct str
vcs_of(struct str s)
{
	static const char *const systems[] = { "git", "hg", "svn", "bzr" };
	struct str scheme = scheme_of(s), name = str_sub(scheme, 0, str_find(scheme, '+'));
	for (size_t i = 0; i < COUNT(systems); i++)
		if (is_scheme(name, systems[i]))
			return str_of(systems[i]);
	return STR("");
}

bool
is_url(struct str s)
{
	struct str scheme = scheme_of(s);
	return is_remote_url(s) || is_file_url(s) || vcs_of(s).n > 0 || is_scheme(scheme, "ssh") || is_scheme(scheme, "sftp");
}
