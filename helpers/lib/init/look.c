#include "base/base.h"

#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/toml.h"
#include "init/look.h"
#include "python/pep440.h"
#include "python/pep508.h"
#include "requirements/project.h"

const char *
init_path(const struct init_project *project, struct str name)
{
	return str_z(str_format("%s/%.*s", project->directory, STRF(name)));
}

struct str
init_content(const struct init_project *project, struct str name)
{
	struct str content;
	struct stat st;
	const char *path = init_path(project, name);
	bool ok = stat(path, &st) == 0 && S_ISREG(st.st_mode) && file_read(path, INIT_LIMIT, &content);
	return ok ? content : STR("");
}

bool
init_is_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/=@,+-", s.p[i]) == NULL || s.p[i] == '\0')
			return false;
	return s.n > 0;
}

/* NAME as a whole word in a text that is no list of specifiers. */
static bool
mentions(struct str text, struct str name)
{
	static const char inside[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
	for (size_t at; (at = str_find_str(text, name)) < text.n; text = str_sub(text, at + name.n, text.n)) {
		char after = at + name.n < text.n ? text.p[at + name.n] : ' ';
		if ((at == 0 || strchr(inside, text.p[at - 1]) == NULL) && strchr(inside, after) == NULL)
			return true;
	}
	return false;
}

static bool
list_asks_for(const struct yaml *list, struct str name)
{
	struct error error;
	struct pep508 requirement;
	for (const struct yaml *e = list != NULL && list->kind == YAML_LIST ? list->first : NULL; e != NULL; e = e->next)
		if (e->kind == YAML_SCALAR && pep508_parse(e->text, &requirement, &error) && str_eq(requirement.project, name))
			return true;
	return false;
}

static bool
requirements_ask_for(struct str text, struct str name)
{
	for (struct str line; str_line(&text, &line);) {
		line.n = str_find(line, '#');
		if (mentions(line, name))
			return true;
	}
	return false;
}

bool
init_asks_for(const struct init_project *project, const char *name, struct str *extra)
{
	const struct yaml *table = yaml_get(project->pyproject, "project"), *extras = yaml_get(table, "optional-dependencies");
	const struct yaml *poetry = yaml_get(yaml_get(yaml_get(project->pyproject, "tool"), "poetry"), "dependencies");
	struct str wanted = str_of(name);
	*extra = STR("");
	if (list_asks_for(yaml_get(table, "dependencies"), wanted) || yaml_get(poetry, name) != NULL ||
	    requirements_ask_for(project->listed, wanted) || mentions(project->setup, wanted))
		return true;
	for (const struct yaml *e = extras != NULL && extras->kind == YAML_MAP ? extras->first : NULL; e != NULL; e = e->next)
		if (pep503_is_name(e->key) && list_asks_for(e, wanted)) {
			*extra = e->key;
			return true;
		}
	return false;
}

/* The value of python_requires in setup.py or setup.cfg. */
static struct str
setup_requires(struct str setup)
{
	size_t at = str_find_str(setup, STR("python_requires"));
	struct str rest = str_sub(setup, at, setup.n);
	rest.n = str_find(rest, '\n');
	size_t equals = str_find(rest, '=');
	rest = str_trim(str_sub(rest, equals + 1, rest.n));
	if (rest.n > 0 && (rest.p[0] == '"' || rest.p[0] == '\'')) {
		char quote = rest.p[0];
		rest = str_sub(rest, 1, rest.n);
		rest.n = str_find(rest, quote);
	}
	return rest;
}

static bool
set_allows(const struct pep440_set *set, struct str python)
{
	struct pep440 version;
	/* The newest patch of a branch is not known here, but `!=3.9.0` or `>=3.10.1` does not rule a branch out. */
	struct str patch = str_format("%.*s.999", STRF(python));
	return pep440_parse(patch, &version) && pep440_set_match(set, &version);
}

struct str
init_python(struct init_project *project, struct str fallback)
{
	static const char *const known[] = { "3.14", "3.13", "3.12", "3.11", "3.10", "3.9" };
	struct str requires = yaml_text(yaml_get(project->pyproject, "project"), "requires-python"), pinned, content;
	struct pep440_set set = { NULL, 0, 0 };
	struct error error;
	if (requires.n == 0)
		requires = setup_requires(project->setup);
	if (requires.n > 0 && !pep440_set_parse(requires, &set, &error)) {
		str_list_add(&project->notes, str_format("requires-python is '%.*s': not understood", STRF(requires)));
		return fallback;
	}
	content = init_content(project, STR(".python-version"));
	if (str_word(&content, &pinned))
		for (size_t i = 0; i < COUNT(known); i++) {
			struct str branch = str_of(known[i]);
			bool same = str_eq(pinned, branch) || str_starts(pinned, str_format("%s.", known[i]));
			if (same && set_allows(&set, branch)) {
				str_list_add(&project->found, str_format(".python-version says %s", known[i]));
				return branch;
			}
		}
	struct str python = set_allows(&set, fallback) ? fallback : STR("");
	for (size_t i = 0; i < COUNT(known) && python.n == 0; i++)
		if (set_allows(&set, str_of(known[i])))
			python = str_of(known[i]);
	if (requires.n > 0)
		str_list_add(&project->found, str_format("requires-python %.*s: Python %.*s", STRF(requires),
		                                         STRF(python.n > 0 ? python : STR("that is not known here"))));
	return python;
}

static bool
has(const struct init_project *project, const char *name)
{
	return file_exists(str_z(str_format("%s/%s", project->directory, name)));
}

static void
look_at_locks(struct init_project *project)
{
	static const char *const read[][2] = {
		{ "pylock.toml", "taken as it is" },
		{ "requirements.txt", "what to install" },
		{ "uv.lock", "taken as it is, by `uv export --locked`" },
	};
	static const char *const unread[] = { "poetry.lock", "pdm.lock", "Pipfile", "Pipfile.lock", "conda-lock.yml", "environment.yml", "environment.yaml" };
	for (size_t i = 0; i < COUNT(read); i++)
		if (has(project, read[i][0])) {
			str_list_add(&project->found, str_format("%s: %s", read[i][0], read[i][1]));
			project->has_requirements = true;
		}
	for (size_t i = 0; i < COUNT(unread); i++)
		if (has(project, unread[i])) {
			str_list_add(&project->found, str_of(unread[i]));
			str_list_add(&project->notes, str_format("%s is not read: %.*s", unread[i], STRF(project_instead(str_of(unread[i])))));
			project->has_other_lock = true;
		}
}

bool
init_look(const char *directory, struct init_project *project, struct error *error)
{
	*project = (struct init_project){ .directory = directory };
	struct text setup = { NULL, 0, 0 }, listed = { NULL, 0, 0 };
	struct str content = init_content(project, STR("pyproject.toml"));
	text_add(&setup, init_content(project, STR("setup.py")));
	text_add(&setup, init_content(project, STR("setup.cfg")));
	text_add(&listed, init_content(project, STR("requirements.txt")));
	text_add(&listed, init_content(project, STR("Pipfile")));
	project->setup = setup.n > 0 ? text_str(&setup) : STR("");
	project->listed = listed.n > 0 ? text_str(&listed) : STR("");
	if (content.n > 0 && (project->pyproject = toml_parse(content, error)) == NULL)
		return false;
	const struct yaml *table = yaml_get(project->pyproject, "project");
	struct str name = yaml_text(table, "name");
	bool has_setup = has(project, "setup.py");
	project->is_package = yaml_get(project->pyproject, "build-system") != NULL || has_setup;
	if (project->pyproject != NULL)
		str_list_add(&project->found, str_format("pyproject.toml%s%.*s%s", name.n > 0 ? " of " : "", STRF(name),
		                                         project->is_package ? ", a package" : ""));
	else if (has_setup)
		str_list_add(&project->found, STR("setup.py, a package"));
	look_at_locks(project);
	/* A package's own scripts and metadata are there only if it is installed itself. */
	project->has_requirements |= project->pyproject != NULL && !project->is_package && table != NULL;
	return true;
}
