/* Which files state what is installed, and how much of them is kept. */

#include "base/base.h"

#include "inventory/collect.h"

bool
inventory_fail_circle(struct error *error, struct str path)
{
	return error_at(error, 0, str_format("'%.*s' has circular links", STRF(path)));
}

static struct str
last_name(struct str *path)
{
	size_t n = str_after_last(*path, '/');
	struct str name = str_sub(*path, n, path->n);
	*path = str_sub(*path, 0, n == 0 ? 0 : n - 1);
	return name;
}

/* "3.13" of python3.13, libpython3.13.so.1.0, include/python3.13/patchlevel.h; n 0: none. */
static struct str
minor_version(struct str name)
{
	size_t at = str_find_str(name, STR("python3."));
	if (at == name.n)
		return (struct str){ NULL, 0 };
	size_t end = at + STR("python3.").n;
	while (end < name.n && name.p[end] >= '0' && name.p[end] <= '9')
		end++;
	struct str minor = str_sub(name, at + STR("python").n, end - at - STR("python").n);
	return minor.n > 2 && minor.n < 8 ? minor : (struct str){ NULL, 0 };
}

bool
inventory_is_interpreter(struct str path)
{
	struct str name = last_name(&path), directory = last_name(&path), minor = minor_version(name);
	if (minor.n == 0)
		return false;
	return (str_eq(directory, STR("bin")) && name.n == STR("python").n + minor.n) ||
	       (str_starts(name, STR("libpython3.")) && str_find_str(name, STR(".so")) < name.n);
}

static bool
wants(struct str path)
{
	static const char *const files[] = { "METADATA", "RECORD", "PKG-INFO", "installed-files.txt" };
	struct str rest = path, name = last_name(&rest), directory = last_name(&rest), above = last_name(&rest);
	bool info = str_ends(directory, STR(".dist-info")) || str_ends(directory, STR(".egg-info"));
	for (size_t i = 0; info && i < COUNT(files); i++)
		if (str_eq(name, str_of(files[i])))
			return true;
	if (str_eq(directory, STR("sbom")) && str_eq(above, STR("share")))
		return str_eq(name, STR("image.spdx.json")) || str_eq(name, STR("image.cdx.json"));
	if (str_eq(name, STR("installed")))
		return str_eq(directory, STR("db")) && str_eq(above, STR("apk"));
	return str_ends(name, STR(".egg-info")) || str_eq(name, STR("os-release")) || inventory_is_interpreter(path);
}

/* The release that a CPython binary states, "3.13.5", for the minor version in PATH; n 0: none found. A compiler may store it as the end
   of a longer text, such as a path: no digit or dot comes before it. */
static struct str
release_of(struct str path, struct str content)
{
	enum { LONGEST = 20 };
	struct str minor = minor_version(last_name(&path)), needle = str_format("%.*s.", STRF(minor));
	for (size_t i = 0; minor.n > 0 && i + LONGEST < content.n; i++) {
		const char *hit = memchr(content.p + i, needle.p[0], content.n - LONGEST - i);
		if (hit == NULL)
			break;
		i = (size_t)(hit - content.p);
		struct str version = { hit, needle.n };
		if (memcmp(hit, needle.p, needle.n) != 0 || (i > 0 && ((hit[-1] >= '0' && hit[-1] <= '9') || hit[-1] == '.')))
			continue;
		while (version.n < LONGEST && hit[version.n] != '\0')
			version.n++;
		if (version.n == LONGEST || version.n == needle.n || !str_all_in(version, "0123456789.abcr+"))
			continue;
		return str_ends(version, STR("+")) ? str_sub(version, 0, version.n - 1) : version;
	}
	return (struct str){ NULL, 0 };
}

/* Of an interpreter only its release is kept. */
static struct str
keep(struct str path, struct str content)
{
	return inventory_is_interpreter(path) ? release_of(path, content) : content;
}

const struct fs_content_rule inventory_content = { wants, keep };
