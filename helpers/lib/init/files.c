#include "base/base.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "init/files.h"

/* The real path, or n 0. */
static struct str
real(const char *path)
{
	char *resolved = realpath(path, NULL);
	struct str copy = resolved == NULL ? STR("") : str_of(str_z(str_of(resolved)));
	free(resolved);
	return copy;
}

/* The directory at or above PATH that has .git, or n 0. */
static struct str
git_top(struct str path)
{
	for (; path.n > 0; path.n = str_after_last(path, '/') - (str_after_last(path, '/') > 0)) {
		if (file_exists(str_z(str_format("%.*s/.git", STRF(path)))))
			return path;
		if (str_after_last(path, '/') == 0)
			break;
	}
	return STR("");
}

static bool
is_below(struct str path, struct str top)
{
	return str_eq(path, top) || (str_starts(path, top) && (str_ends(top, STR("/")) || path.p[top.n] == '/'));
}

/* TO as seen from the directory FROM; both absolute and real. */
static struct str
relative(struct str from, struct str to)
{
	size_t common = 0, i = 0;
	for (; i < from.n && i < to.n && from.p[i] == to.p[i]; i++)
		if (from.p[i] == '/')
			common = i + 1;
	if (i == from.n && i < to.n && to.p[i] == '/')
		common = i + 1;
	struct text out = { NULL, 0, 0 };
	struct str rest = str_sub(from, common, from.n);
	for (struct str part; rest.n > 0;) {
		part = str_cut(&rest, '/');
		text_add(&out, part.n > 0 ? STR("../") : STR(""));
	}
	text_add(&out, str_sub(to, common, to.n));
	return text_str(&out);
}

static bool
is_made_of_words(struct str path, struct str *what)
{
	if (init_is_word(path) || (path.n > 0 && str_find(path, '~') < path.n && str_find(path, ' ') == path.n && str_find(path, '$') == path.n))
		return true;
	*what = str_format("the library lies at '%.*s': make cannot include a name with such a character", STRF(path));
	return false;
}

bool
init_include(struct init_project *project, const struct init_library *library, struct str *path, struct str *what)
{
	if (library->include != NULL) {
		*path = str_of(library->include);
		str_list_add(&project->found, STR("an installed library"));
		return is_made_of_words(*path, what);
	}
	struct str file = real(str_z(str_format("%s/mk/scibids.mk", library->home))), from = real(project->directory);
	if (file.n == 0 || from.n == 0) {
		*what = str_format("%s: no mk/scibids.mk in it", library->home);
		return false;
	}
	struct str top = git_top(from), beside = top.n > 0 ? top : from;
	beside.n = str_after_last(beside, '/');
	bool inside = is_below(file, top.n > 0 ? top : from);
	/* "Beside" means a directory next to the tree, not anything below the root of the file system. */
	if (inside || (beside.n > 1 && is_below(file, beside)))
		*path = relative(from, file);
	else
		*path = file;
	if (!inside)
		str_list_add(&project->notes,
		             str_format("the library is not in this project's tree: whoever builds it needs it at %.*s, or make it a submodule and "
		                        "edit the include", STRF(*path)));
	return is_made_of_words(*path, what);
}

static struct str
makefile(struct str include, struct str python, const struct init_command *command)
{
	struct text out = { NULL, 0, 0 };
	text_addf(&out, "include %.*s\n", STRF(include));
	text_addf(&out, "%sSCIBIDS_PYTHON = %.*s\n", python.n == 0 ? "# " : "", STRF(python.n == 0 ? STR("3.13") : python));
	text_addf(&out, "%sSCIBIDS_CMD = %.*s\n", command->words.n == 0 ? "# " : "",
	          STRF(command->words.n == 0 ? STR("python3 main.py") : command->words));
	return text_str(&out);
}

static struct str
ignored(const struct init_project *project, struct str list)
{
	static const char *const names[] = { "test", "tests" };
	struct text out = { NULL, 0, 0 };
	str_cut(&list, '\n');
	text_add(&out, STR("# What the image does not need; the first lines are what SCIBIDS leaves out without this file.\n"));
	text_add(&out, list);
	for (size_t i = 0; i < COUNT(names); i++)
		if (file_exists(init_path(project, str_of(names[i]))))
			text_addf(&out, "/%s\n", names[i]);
	return text_str(&out);
}

static bool
read_own(const struct init_library *library, const char *name, struct str *text, struct str *what)
{
	const char *path = str_z(str_format("%s/%s", library->home, name));
	if (file_read(path, INIT_LIMIT, text))
		return true;
	*what = str_format("%s: %s", path, strerror(errno));
	return false;
}

/* Generated files do not belong in a repository. */
static void
note_ignored(struct init_project *project)
{
	static const struct str out = { ".scibids", 8 };
	struct str ignored = init_content(project, STR(".gitignore"));
	if (git_top(real(project->directory)).n > 0 && str_find_str(ignored, out) == ignored.n)
		str_list_add(&project->notes, STR("add .scibids/ to .gitignore: generated files are there"));
}

static void
add(struct init_files *files, const struct init_project *project, const char *name, struct str text)
{
	bool there = file_exists(init_path(project, str_of(name)));
	files->items[files->count++] = (struct init_file){ name, text, there };
}

struct recipe {
	const char *own, *name; /* in the library, in the project; NULL: none */
};

/* Chosen by the CI files that exist, or else by the repository's host. GitHub and GitLab read them only at the top of a repository. */
static struct recipe
choose_recipe(struct init_project *project)
{
	static const struct recipe github = { "examples/ci/github.yml", ".github/workflows/image.yml" }, none = { NULL, NULL },
	                           gitlab = { "examples/ci/gitlab-ci.yml", ".gitlab-ci.yml" };
	static const char *const others[] = { "Jenkinsfile", ".circleci", "bitbucket-pipelines.yml", "azure-pipelines.yml", ".woodpecker.yml",
	                                      ".drone.yml", ".forgejo" };
	static const struct str host = { "gitlab", 6 };
	struct str from = real(project->directory), top = git_top(from), config = init_content(project, STR(".git/config"));
	if (top.n > 0 && !str_eq(top, from)) {
		str_list_add(&project->notes, STR("no recipe for CI: this directory is not the top of a repository; copy one of examples/ci there, with `make -C`"));
		return none;
	}
	if (file_exists(init_path(project, STR(".github"))))
		return github;
	if (file_exists(init_path(project, STR(".gitlab-ci.yml")))) {
		str_list_add(&project->notes, STR("examples/ci/gitlab-ci.yml has the jobs to add to .gitlab-ci.yml"));
		return gitlab;
	}
	for (size_t i = 0; i < COUNT(others); i++)
		if (file_exists(init_path(project, str_of(others[i])))) {
			str_list_add(&project->notes, str_format("no recipe for CI: %s is here; its job can run examples/ci/image.sh", others[i]));
			return none;
		}
	return str_find_str(config, host) < config.n ? gitlab : github;
}

bool
init_plan(struct init_project *project, const struct init_library *library, struct str include, struct str python,
          const struct init_command *command, struct init_files *files, struct str *what)
{
	struct str list, workflow;
	*files = (struct init_files){ .count = 0 };
	add(files, project, "Makefile", makefile(include, python, command));
	if (!read_own(library, "dockerfiles/default.dockerignore", &list, what))
		return false;
	add(files, project, ".dockerignore", ignored(project, list));
	if (!project->has_requirements && (project->is_package || !project->has_other_lock)) {
		struct str line = command->extra.n > 0 ? str_format(".[%.*s]\n", STRF(command->extra)) : STR(".\n");
		add(files, project, "requirements.txt", project->is_package ? line : STR("# The packages that the project needs, a line each.\n"));
	} else if (command->extra.n > 0)
		str_list_add(&project->notes, str_format("the server is in the extra %.*s: set SCIBIDS_EXTRAS", STRF(command->extra)));
	note_ignored(project);
	struct recipe recipe = choose_recipe(project);
	if (recipe.own == NULL)
		return true;
	if (!read_own(library, recipe.own, &workflow, what))
		return false;
	add(files, project, recipe.name, workflow);
	return true;
}
