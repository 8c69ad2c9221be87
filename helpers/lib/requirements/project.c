#include "base/base.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "base/toml.h"
#include "requirements/inputs.h"
#include "requirements/project.h"
#include "requirements/reader.h"
#include "requirements/url.h"

enum { TOML_LIMIT = 2 * 1024 * 1024, LEVELS = 8 };

static bool
exists(const char *directory, struct str path)
{
	return file_exists(requirements_path(directory, path));
}

/* NULL where there is no such file, or none that can be read as TOML, which is an error of R (NULL: nobody's). */
static const struct yaml *
read_toml(struct requirements *r, const char *directory, struct str path)
{
	struct str content;
	struct error error = { 0 };
	const char *name = requirements_path(directory, path);
	if (!file_exists(name))
		return NULL;
	if (!file_read(name, TOML_LIMIT, &content))
		error_at(&error, 0, str_of(strerror(errno)));
	const struct yaml *root = error.what == NULL ? toml_parse(content, &error) : NULL;
	if (root == NULL && r != NULL) {
		error.path = name;
		str_list_add(&r->errors, error_str(&error));
	}
	return root;
}

static const struct yaml *
tool(const struct yaml *root, const char *name)
{
	return yaml_get(yaml_get(root, "tool"), name);
}

static void
add_path(struct requirements *r, struct str path)
{
	str_list_add(&r->paths, reader_shaped(path));
}

static void
add_file(struct requirements *r, const char *directory, struct str path)
{
	if (exists(directory, path) && !requirements_add_input(r, directory, path))
		str_list_add(&r->errors, str_format("%s: %s", requirements_path(directory, path), strerror(errno)));
}

static void
add_local(struct requirements *r, const char *directory, struct str from, struct str path)
{
	struct stat st;
	struct str place = path_join(from, path);
	if (path.n == 0 || place.n > REQUIREMENTS_PATH_LIMIT || stat(requirements_path(directory, place), &st) < 0)
		return;
	add_path(r, place);
	if (S_ISDIR(st.st_mode))
		project_add_sources(r, directory, place);
}

/* A source: {path = ...}, {git = ...}, {workspace = true}, or a list of such. */
static void
add_source(struct requirements *r, const char *directory, struct str from, const struct yaml *source)
{
	for (const struct yaml *e = source->kind == YAML_LIST ? source->first : NULL; e != NULL; e = e->next)
		add_source(r, directory, from, e);
	if (yaml_get(source, "git") != NULL)
		r->vcs = true;
	if (yaml_get(source, "path") != NULL)
		add_local(r, directory, from, yaml_text(source, "path"));
}

/* Does any text below NODE name a repository? */
static bool
names_git(const struct yaml *node)
{
	bool found = node != NULL && node->kind == YAML_SCALAR && str_find_str(node->text, STR("git+")) < node->text.n;
	for (const struct yaml *e = node == NULL ? NULL : node->first; e != NULL && !found; e = e->next)
		found = names_git(e);
	return found;
}

static bool
matches(const struct yaml *patterns, struct str path)
{
	for (const struct yaml *e = patterns == NULL ? NULL : patterns->first; e != NULL; e = e->next)
		if (fnmatch(str_z(e->text), str_z(path), FNM_PATHNAME) == 0)
			return true;
	return false;
}

/* The last LEVELS parts of DIRECTORY/PATH, as its workspace's root sees it. */
static struct str
seen_from_above(const char *directory, struct str path, size_t levels)
{
	char *absolute = realpath(requirements_path(directory, path), NULL);
	struct str s = absolute == NULL ? STR("") : str_of(str_z(str_of(absolute)));
	free(absolute);
	size_t at = s.n;
	while (at > 0 && levels > 0)
		levels -= s.p[--at] == '/';
	return str_sub(s, at + 1, s.n);
}

/* The root of the workspace that the package in PATH is a member of: all of it is let through, and its lock counts. */
static void
add_workspace(struct requirements *r, const char *directory, struct str path)
{
	struct str root = path;
	for (size_t level = 0; level <= LEVELS; level++, root = path_join(root, STR(".."))) {
		struct str file = path_join(root, STR("pyproject.toml"));
		const struct yaml *workspace = yaml_get(tool(read_toml(NULL, directory, file), "uv"), "workspace");
		struct str member = seen_from_above(directory, path, level);
		if (workspace == NULL || (level > 0 && (!matches(yaml_get(workspace, "members"), member) || matches(yaml_get(workspace, "exclude"), member))))
			continue;
		add_file(r, directory, file);
		if (level > 0)
			add_path(r, root);
		if (level > 0)
			project_add_config(r, directory, root);
		if (r->project)
			add_file(r, directory, path_join(root, STR("uv.lock")));
		return;
	}
}

void
project_add_sources(struct requirements *r, const char *directory, struct str path)
{
	if (str_list_has(&r->projects, path) || r->projects.count > REQUIREMENTS_FILES)
		return;
	str_list_add(&r->projects, path);
	const struct yaml *root = read_toml(r, directory, path_join(path, STR("pyproject.toml")));
	const struct yaml *sources = yaml_get(tool(root, "uv"), "sources"), *poetry = yaml_get(tool(root, "poetry"), "dependencies");
	for (const struct yaml *e = sources == NULL ? NULL : sources->first; e != NULL; e = e->next)
		add_source(r, directory, path, e);
	for (const struct yaml *e = poetry == NULL ? NULL : poetry->first; e != NULL; e = e->next)
		add_source(r, directory, path, e);
	r->vcs = r->vcs || names_git(yaml_get(root, "project")) || names_git(yaml_get(root, "dependency-groups"));
	add_workspace(r, directory, path);
}

/* The variables in which uv looks for the login of the index NAME. */
static void
add_login(struct requirements *r, struct str name)
{
	struct text variable = { NULL, 0, 0 };
	text_add(&variable, STR("UV_INDEX_"));
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		text_addf(&variable, "%c", !letter ? '_' : c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
	}
	struct str begin = text_str(&variable);
	if (name.n == 0 || name.n > 64)
		return;
	str_list_add(&r->variables, str_format("%.*s_USERNAME", STRF(begin)));
	str_list_add(&r->variables, str_format("%.*s_PASSWORD", STRF(begin)));
}

static void
note_credential(struct requirements *r, struct str file, int line, struct str url)
{
	if (reader_has_credential(url))
		str_list_add(&r->credentials, str_format("%.*s:%d", STRF(file), line));
}

static void
add_entry(struct text *out, const struct yaml *index, const char *key, bool quoted)
{
	struct str value = yaml_text(index, key);
	if (value.n == 0)
		return;
	text_addf(out, "%s%s = ", str_ends(text_str(out), STR("{")) ? "" : ", ", key);
	if (quoted)
		json_quote(out, value);
	else
		text_add(out, str_eq(value, STR("true")) ? value : STR("false"));
}

/* Indexes that builds ask again. Hashes fix the files, so an index that is meant for some packages may serve all. */
static void
add_indexes(struct requirements *r, const char *directory, struct str from, struct str file, const struct yaml *config)
{
	struct text out = { NULL, 0, 0 };
	const struct yaml *list = yaml_get(config, "index");
	for (const struct yaml *e = list == NULL ? NULL : list->first; e != NULL; e = e->next) {
		struct str url = yaml_text(e, "url");
		note_credential(r, file, e->line, url);
		add_login(r, yaml_text(e, "name"));
		if (!is_remote_url(url)) {
			add_local(r, directory, from, url);
			continue;
		}
		text_addf(&out, "%s{", out.n == 0 ? "index = [" : ", ");
		add_entry(&out, e, "name", true);
		add_entry(&out, e, "url", true);
		add_entry(&out, e, "default", false);
		add_entry(&out, e, "format", true);
		add_entry(&out, e, "authenticate", true);
		text_add(&out, STR("}"));
	}
	if (out.n > 0) {
		text_add(&out, STR("]"));
		str_list_add(&r->uv_options, text_str(&out));
	}
}

/* A key whose value is one text or a list of them. Paths are given to builds; other values are copied. */
static void
add_option(struct requirements *r, const char *directory, struct str from, struct str file, const struct yaml *config, const char *key)
{
	const struct yaml *value = yaml_get(config, key);
	struct text out = { NULL, 0, 0 };
	bool list = value != NULL && value->kind == YAML_LIST, urls = strcmp(key, "build-constraint-dependencies") != 0;
	for (const struct yaml *e = list ? value->first : value; e != NULL; e = list ? e->next : NULL) {
		note_credential(r, file, e->line, e->text);
		if (urls && !is_remote_url(e->text)) {
			add_local(r, directory, from, e->text);
			continue;
		}
		text_add(&out, out.n == 0 ? STR("") : STR(", "));
		json_quote(&out, e->text);
	}
	if (out.n > 0)
		str_list_add(&r->uv_options, str_format(list ? "%s = [%.*s]" : "%s = %.*s", key, STRF(text_str(&out))));
}

void
project_add_config(struct requirements *r, const char *directory, struct str path)
{
	static const char *const keys[] = { "index-url", "extra-index-url", "find-links", "build-constraint-dependencies" };
	struct str file = path_join(path, STR("uv.toml"));
	const struct yaml *config = read_toml(r, directory, file);
	if (config == NULL) {
		file = path_join(path, STR("pyproject.toml"));
		config = tool(read_toml(r, directory, file), "uv");
	}
	if (config == NULL || str_list_has(&r->configs, file))
		return;
	str_list_add(&r->configs, file);
	add_file(r, directory, file);
	/* A workspace's root has the last word. */
	r->uv_options.count = 0;
	add_indexes(r, directory, path, file, config);
	for (size_t i = 0; i < COUNT(keys); i++)
		add_option(r, directory, path, file, config, keys[i]);
	if (str_eq(yaml_text(config, "no-index"), STR("true")))
		str_list_add(&r->uv_options, STR("no-index = true"));
}

void
project_add(struct requirements *r, const char *directory, struct str path)
{
	static const char *const beside[] = { "setup.cfg", "setup.py", "uv.lock" };
	struct str parent = path_parent(path);
	if (!requirements_add_input(r, directory, path))
		str_list_add(&r->errors, str_format("%s: %s", requirements_path(directory, path), strerror(errno)));
	for (size_t i = 0; i < COUNT(beside); i++)
		add_file(r, directory, path_join(parent, str_of(beside[i])));
	r->project = true;
	project_add_config(r, directory, parent);
	project_add_sources(r, directory, path_join(parent, STR("")));
	str_list_unique(&r->paths);
	str_list_unique(&r->variables);
}

void
project_add_pylock(struct requirements *r, const char *directory, struct str path)
{
	static const char *const kinds[] = { "sdist", "archive", "directory" };
	const struct yaml *packages = yaml_get(read_toml(r, directory, path), "packages");
	for (const struct yaml *e = packages == NULL ? NULL : packages->first; e != NULL; e = e->next) {
		const struct yaml *wheels = yaml_get(e, "wheels");
		for (size_t i = 0; i < COUNT(kinds); i++)
			add_local(r, directory, path_parent(path), yaml_text(yaml_get(e, kinds[i]), "path"));
		for (const struct yaml *w = wheels == NULL ? NULL : wheels->first; w != NULL; w = w->next)
			add_local(r, directory, path_parent(path), yaml_text(w, "path"));
		r->vcs = r->vcs || yaml_get(e, "vcs") != NULL;
	}
	str_list_unique(&r->paths);
}

struct str
project_name(const char *directory, struct str path)
{
	struct str name = yaml_text(yaml_get(read_toml(NULL, directory, path_join(path, STR("pyproject.toml"))), "project"), "name");
	return name.n > 0 && pep503_is_name(name) ? name : STR("");
}

static const struct {
	const char *file, *instead;
	bool beside; /* beside other requirements it is worth a note */
} unread[] = {
	{ "poetry.lock", "`poetry export -o requirements.txt` makes what is", true },
	{ "pdm.lock", "`pdm export -f pylock -o pylock.toml` makes what is", true },
	{ "Pipfile.lock", "`pipenv requirements --hash >requirements.txt` makes what is", true },
	{ "conda-lock.yml", "conda packages are not on PyPI: write those that you need into requirements.txt", true },
	{ "Pipfile", "`pipenv requirements --hash >requirements.txt` makes what is", false },
	{ "environment.yml", "conda packages are not on PyPI: write those that you need into requirements.txt", false },
	{ "environment.yaml", "conda packages are not on PyPI: write those that you need into requirements.txt", false },
	{ "setup.py", "write a requirements.txt with the line `.`, which installs the directory", false },
	{ "setup.cfg", "write a requirements.txt with the line `.`, which installs the directory", false },
	{ "uv.lock", "set SCIBIDS_REQUIREMENTS to the pyproject.toml beside it, and it is", false }
};

struct str
project_instead(struct str path)
{
	struct str name = str_sub(path, str_after_last(path, '/'), path.n);
	for (size_t i = 0; i < COUNT(unread); i++)
		if (str_eq(name, str_of(unread[i].file)))
			return str_of(unread[i].instead);
	return STR("");
}

void
project_add_notes(struct requirements *r, const char *directory, struct str path)
{
	struct str parent = path_parent(path);
	for (size_t i = 0; i < COUNT(unread); i++)
		if (unread[i].beside && exists(directory, path_join(parent, str_of(unread[i].file))))
			str_list_add(&r->notes, str_format("%s is not read: %s", unread[i].file, unread[i].instead));
	if (!r->project && exists(directory, path_join(parent, STR("uv.lock"))) && exists(directory, path_join(parent, STR("pyproject.toml"))))
		str_list_add(&r->notes, str_format("uv.lock is not read, since %.*s is: set SCIBIDS_REQUIREMENTS=pyproject.toml", STRF(path)));
}
