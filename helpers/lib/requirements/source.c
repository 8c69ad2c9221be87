/* Requirements files: what a requirement names, be it a package, a URL, a repository or a path. */

#include "base/base.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "python/distfile.h"
#include "requirements/inputs.h"
#include "requirements/project.h"
#include "requirements/reader.h"
#include "requirements/url.h"

static bool
not_requirement(struct reader *reader, struct str text, struct str expected)
{
	return reader_fail(reader, str_format("not a requirement: '%.*s' (%.*s)", STRF(reader_shown(text)), STRF(reader_shown(expected))));
}

static bool
is_archive(struct str s)
{
	static const char *const ends[] = { ".whl", ".tar.gz", ".zip", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tlz" };
	for (size_t i = 0; i < COUNT(ends); i++)
		if (str_ends(s, str_of(ends[i])))
			return true;
	return false;
}

static bool
is_path(struct str s)
{
	if (s.n == 0)
		return false;
	size_t special = 0;
	while (special < s.n && memchr("@;<>=!~ \t", s.p[special], 9) == NULL)
		special++;
	return s.p[0] == '.' || s.p[0] == '/' || str_find(s, '/') < special || (special == s.n && is_archive(s));
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes %XX; false if one is malformed or gives a control character. */
static bool
percent_decode(struct str s, struct str *decoded)
{
	char *p = arena_take(s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '%') {
			p[n++] = s.p[i];
			continue;
		}
		if (i + 2 >= s.n || hex(s.p[i + 1]) < 0 || hex(s.p[i + 2]) < 0)
			return false;
		int byte = hex(s.p[i + 1]) * 16 + hex(s.p[i + 2]);
		if (byte < 0x20 || byte >= 0x7f)
			return false;
		p[n++] = (char)byte;
		i += 2;
	}
	*decoded = (struct str){ p, n };
	return true;
}

static bool
path_of_file_url(struct reader *reader, struct str url, struct str *path)
{
	struct str s = str_sub(url, 5, url.n);
	if (str_starts(s, STR("//localhost/")))
		s = str_sub(s, 11, s.n);
	else if (str_starts(s, STR("//"))) {
		s = str_sub(s, 2, s.n);
		if (s.n == 0 || s.p[0] != '/')
			return not_requirement(reader, url, STR("expected file:///PATH or file:PATH, without a host"));
	}
	return (s.n > 0 && percent_decode(s, path)) || not_requirement(reader, url, STR("expected a path with only plain %XX after file:"));
}

/* The project that a wheel's or sdist's file name tells; a wheel must have one. */
static bool
name_from_file(struct reader *reader, struct str text, struct str name, struct requirement *r)
{
	struct distfile file;
	struct str why, plain;
	if (!percent_decode(name, &plain))
		plain = name;
	if (distfile_parse(plain, &file, &why)) {
		if (r->spec.project.n == 0)
			r->spec.name = r->spec.project = file.project;
		return true;
	}
	return !str_ends(name, STR(".whl")) ||
	       not_requirement(reader, text, str_format("expected NAME-VERSION-PYTHON-ABI-PLATFORM.whl, '%.*s' %.*s", STRF(name), STRF(why)));
}

static struct str
last_part(struct str path)
{
	size_t n = str_after_last(path, '/');
	return str_sub(path, n, path.n);
}

static bool
is_empty(const char *path)
{
	DIR *directory = opendir(path);
	bool empty = directory != NULL;
	for (struct dirent *e; empty && (e = readdir(directory)) != NULL;)
		empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
	if (directory != NULL)
		closedir(directory);
	return empty;
}

static bool
add_metadata_inputs(struct reader *reader, struct str text, struct str path)
{
	static const char *const names[] = { "pyproject.toml", "setup.py", "setup.cfg" };
	bool found[COUNT(names)] = { false };
	for (size_t i = 0; i < COUNT(names); i++) {
		struct str name = path_join(path, str_of(names[i]));
		found[i] = file_exists(reader_path(reader, name));
		if (found[i] && !requirements_add_input(reader->out, reader->directory, name))
			return reader_fail(reader, str_format("cannot read '%.*s': %s", STRF(name), strerror(errno)));
	}
	const char *more = is_empty(reader_path(reader, path)) ? ", which is empty: `git submodule update --init` fetches a submodule" : "";
	return found[0] || found[1] || reader_fail(reader, str_format("neither pyproject.toml nor setup.py in '%.*s'%s", STRF(text), more));
}

/* Does it look like requirements? Where a checkout has no symbolic links, a link is a file with the path that it led to. */
static bool
is_list(struct str path)
{
	return str_ends(path, STR(".txt")) || str_ends(path, STR(".in"));
}

static bool
check_path(struct reader *reader, struct str text, struct requirement *r)
{
	struct stat st;
	if (reader->directory == NULL)
		return true;
	if (stat(reader_path(reader, r->location), &st) < 0)
		return reader_fail(reader, str_format("cannot find '%.*s': %s", STRF(text), strerror(errno)));
	if (S_ISDIR(st.st_mode)) {
		if (r->spec.project.n == 0) {
			r->spec.name = project_name(reader->directory, r->location);
			r->spec.project = pep503_normalise(r->spec.name);
		}
		project_add_sources(reader->out, reader->directory, r->location);
		return add_metadata_inputs(reader, text, r->location);
	}
	if (r->editable)
		return reader_fail(reader, str_format("-e needs a directory, and '%.*s' is not one", STRF(text)));
	if (!is_archive(r->location))
		return reader_fail(reader, str_format("'%.*s' is neither a directory nor a wheel nor a source archive%s", STRF(text),
		                                      is_list(r->location) ? ": write `-r` before it, or make this file the symbolic link that it was" : ""));
	return requirements_add_input(reader->out, reader->directory, r->location) ||
	       reader_fail(reader, str_format("cannot read '%.*s': %s", STRF(text), strerror(errno)));
}

static bool
read_path(struct reader *reader, struct str text, struct str path, struct requirement *r)
{
	r->kind = REQUIREMENT_PATH;
	if (has_variable(path))
		return not_requirement(reader, text, STR("expected a path without ${...}: a build has only the files that are known before it"));
	r->location = path_join(STR(""), path);
	if (path.n == 0 || r->location.n > REQUIREMENTS_PATH_LIMIT)
		return not_requirement(reader, text, str_format("expected a path of 1 to %d bytes", REQUIREMENTS_PATH_LIMIT));
	if (!name_from_file(reader, text, last_part(r->location), r) || !check_path(reader, path, r))
		return false;
	str_list_add(&reader->out->paths, reader_shaped(r->location));
	return true;
}

/* ./pkg[extra, ...] */
static bool
read_path_with_extras(struct reader *reader, struct str text, struct requirement *r)
{
	struct error error;
	struct str path = text;
	size_t bracket = text.n;
	while (bracket > 0 && text.n > 0 && text.p[text.n - 1] == ']' && text.p[bracket - 1] != '[')
		bracket--;
	if (bracket > 1 && bracket < text.n) {
		path = str_trim(str_sub(text, 0, bracket - 1));
		if (!pep508_extras(str_sub(text, bracket - 1, text.n), &r->spec.extras, &error))
			return not_requirement(reader, text, str_of(error.what));
	}
	return read_path(reader, text, path, r);
}

static bool
read_egg(struct reader *reader, struct str text, struct str egg, struct requirement *r)
{
	struct error error;
	struct str name = str_sub(egg, 0, str_find(egg, '['));
	if (!pep503_is_name(name) || !pep508_extras(str_sub(egg, name.n, egg.n), &r->spec.extras, &error))
		return not_requirement(reader, text, STR("expected #egg=NAME or #egg=NAME[EXTRA]"));
	r->spec.name = name;
	r->spec.project = pep503_normalise(name);
	return true;
}

static bool
read_fragment(struct reader *reader, struct str text, struct str fragment, struct requirement *r)
{
	while (fragment.p != NULL) {
		struct str value = str_cut(&fragment, '&'), key = str_cut(&value, '=');
		if (str_eq(key, STR("subdirectory")))
			r->subdirectory = value;
		else if (str_eq(key, STR("egg"))) {
			if (!read_egg(reader, text, value, r))
				return false;
		} else if (str_eq(key, STR("sha256")) || str_eq(key, STR("sha384")) || str_eq(key, STR("sha512"))) {
			struct str hash = reader_hash(str_format("%.*s:%.*s", STRF(key), STRF(value)));
			if (hash.n == 0)
				return not_requirement(reader, text, str_format("expected hexadecimal digits after #%.*s=", STRF(key)));
			str_list_add(&r->hashes, hash);
		}
	}
	return true;
}

/* VCS+TRANSPORT://HOST/PATH[@REVISION]: what follows the last @ of the path. */
static struct str
revision_of(struct str url)
{
	size_t path = str_find_str(url, STR("://")) + 3;
	path = path < url.n ? path + str_find(str_sub(url, path, url.n), '/') : url.n;
	for (size_t at = url.n; at > path; at--)
		if (url.p[at - 1] == '@')
			return str_sub(url, at, url.n);
	return STR("");
}

/* The lock and the image name the path and the query, not the login before the host nor the revision. */
static bool
names_variable(struct str host, struct str revision)
{
	host.n -= revision.n;
	size_t path = str_find(host, '/'), query = str_find(host, '?');
	struct str shown = str_sub(host, path < query ? path : query, host.n);
	return str_find_str(shown, STR("${")) < shown.n;
}

static bool
read_url(struct reader *reader, struct str text, struct str url, struct requirement *r)
{
	struct str fragment = url;
	r->location = str_cut(&fragment, '#');
	if (!read_fragment(reader, text, fragment, r))
		return false;
	if (is_file_url(url)) {
		struct str path;
		return path_of_file_url(reader, r->location, &path) && read_path(reader, text, path, r);
	}
	struct str host = str_sub(r->location, str_find_str(r->location, STR("://")) + 3, r->location.n);
	r->vcs = vcs_of(url);
	r->revision = r->vcs.n > 0 ? revision_of(r->location) : STR("");
	if (host.n == 0 || host.p[0] == '/') {
		bool local = str_ends(scheme_of(url), STR("+file"));
		return not_requirement(reader, text, local ? STR("expected a path such as ./pkg for what lies on this machine")
		                                           : STR("expected SCHEME://HOST/PATH"));
	}
	if (names_variable(host, r->revision))
		return not_requirement(reader, text, STR("expected a URL without ${...} behind the host: the lock and the image would hold its value; "
		                                         "a login goes into a netrc file: SCIBIDS_NETRC"));
	if (r->vcs.n > 0) {
		r->kind = REQUIREMENT_VCS;
		return true;
	}
	if (!is_remote_url(url))
		return not_requirement(reader, text, STR("expected a URL of http, https, file or git+..."));
	if (r->editable)
		return not_requirement(reader, text, STR("expected a directory or a VCS URL such as git+https://... after -e"));
	r->kind = REQUIREMENT_URL;
	return name_from_file(reader, text, last_part(str_sub(r->location, 0, str_find(r->location, '?'))), r);
}

static bool
read_marker(struct reader *reader, struct str text, struct str marker, struct requirement *r)
{
	struct error error;
	r->spec.marker = str_trim(marker);
	return pep508_marker(r->spec.marker, &error) || not_requirement(reader, text, str_of(error.what));
}

static bool
read_named(struct reader *reader, struct str text, struct requirement *r)
{
	struct error error;
	if (!pep508_parse(text, &r->spec, &error))
		return not_requirement(reader, text, str_of(error.what));
	if (r->spec.url.p == NULL)
		return true;
	return is_url(r->spec.url) || scheme_of(r->spec.url).n > 0 ? read_url(reader, text, r->spec.url, r)
	                                                            : read_path(reader, text, r->spec.url, r);
}

bool
reader_source(struct reader *reader, struct str text, struct requirement *r)
{
	struct str rest = text, head;
	struct error error;
	struct pep508 spec;
	if (is_url(text)) {
		str_word(&rest, &head);
		rest = str_trim(rest);
		if (rest.n > 0 && str_ends(head, STR(";")))
			head.n--;
		else if (rest.n > 0 && rest.p[0] == ';')
			rest = str_sub(rest, 1, rest.n);
		else if (rest.n > 0)
			return not_requirement(reader, text, STR("expected ' ; ' and a marker, or the end, after the URL"));
		return (rest.n == 0 || read_marker(reader, text, rest, r)) && read_url(reader, text, head, r);
	}
	bool direct = r->editable && pep508_parse(text, &spec, &error) && spec.url.p != NULL;
	if (!direct && (r->editable || is_path(text))) {
		head = str_trim(str_cut(&rest, ';'));
		return (rest.p == NULL || read_marker(reader, text, rest, r)) && read_path_with_extras(reader, head, r);
	}
	return read_named(reader, text, r);
}

/* pip looks beside the file first, then in the directory. */
bool
reader_find_links(struct reader *reader, struct str value)
{
	struct str path = value;
	struct stat st;
	if (is_remote_url(value)) {
		str_list_add(&reader->out->find_links, value);
		return true;
	}
	if (is_file_url(value) && !path_of_file_url(reader, value, &path))
		return false;
	struct str beside = path_join(path_parent(reader->frame->path), path);
	bool found = reader->directory != NULL && stat(reader_path(reader, beside), &st) == 0;
	struct str place = found ? beside : path_join(STR(""), path);
	if (has_variable(path) || place.n > REQUIREMENTS_PATH_LIMIT)
		return reader_fail(reader, str_format("--find-links: expected a URL or a path without ${...} instead of '%.*s'", STRF(reader_shown(value))));
	if (reader->directory != NULL && stat(reader_path(reader, place), &st) < 0)
		return reader_fail(reader, str_format("--find-links: cannot find '%.*s': %s", STRF(path), strerror(errno)));
	str_list_add(&reader->out->find_links, reader_shaped(place));
	str_list_add(&reader->out->paths, reader_shaped(place));
	return true;
}
