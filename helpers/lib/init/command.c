#include "base/base.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/grammar.h"
#include "init/application.h"
#include "init/command.h"
#include "python/pep508.h"

/* A port that a service expects from its platform; there is no shell in the image that would read it. */
static struct str
with_port(struct str line)
{
	static const char *const names[] = { "${PORT:-8000}", "${PORT}", "$PORT" };
	for (size_t i = 0; i < COUNT(names); i++) {
		size_t at = str_find_str(line, str_of(names[i]));
		if (at < line.n)
			line = str_format("%.*s8000%.*s", STRF(str_sub(line, 0, at)), STRF(str_sub(line, at + strlen(names[i]), line.n)));
	}
	return line;
}

static struct str
of_procfile(struct init_project *project)
{
	struct str text = init_content(project, STR("Procfile")), web = { NULL, 0 };
	for (struct str line; str_line(&text, &line);)
		if (str_starts(line, STR("web:")))
			web = with_port(str_trim(str_sub(line, 4, line.n)));
	if (web.n == 0)
		return STR("");
	struct text out = { NULL, 0, 0 };
	struct str rest = web;
	for (struct str word; str_word(&rest, &word);) {
		if (!init_is_word(word)) {
			str_list_add(&project->notes, str_format("Procfile starts `%.*s`, which needs a shell: write SCIBIDS_CMD without one", STRF(web)));
			return STR("");
		}
		text_addf(&out, "%s%.*s", out.n > 0 ? " " : "", STRF(word));
	}
	str_list_add(&project->found, STR("Procfile with a web process"));
	return text_str(&out);
}

/* The script named as the project, or the only one, or the first. */
static struct str
of_scripts(struct init_project *project)
{
	const struct yaml *table = yaml_get(project->pyproject, "project"), *scripts = yaml_get(table, "scripts");
	struct str name = yaml_text(table, "name"), chosen = { NULL, 0 };
	struct text all = { NULL, 0, 0 };
	for (const struct yaml *e = scripts != NULL && scripts->kind == YAML_MAP ? scripts->first : NULL; e != NULL; e = e->next) {
		if (!pep503_is_name(e->key))
			continue;
		text_addf(&all, "%s%.*s", all.n > 0 ? ", " : "", STRF(e->key));
		if (chosen.n == 0 || (name.n > 0 && pep503_is_name(name) && str_eq(pep503_normalise(e->key), pep503_normalise(name))))
			chosen = e->key;
	}
	if (chosen.n > 0)
		str_list_add(&project->found, str_format("[project.scripts] %.*s", STRF(text_str(&all))));
	return chosen.n > 0 ? chosen : STR("");
}

/* The NAME of `NAME = MODULE:FUNCTION`, with the quotes and brackets of a list in setup.py; n 0: there is none. */
static struct str
script_in(struct str line)
{
	static const char inside[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
	size_t start = 0, end = 0;
	while (start < line.n && strchr("\"'[(:=, \t", line.p[start]) != NULL)
		start++;
	line = str_sub(line, start, line.n);
	struct str name = str_trim(str_cut(&line, '='));
	line = str_trim(line);
	while (end < line.n && strchr(inside, line.p[end]) != NULL)
		end++;
	return end > 0 && end < line.n && line.p[end] == ':' && pep503_is_name(name) ? name : STR("");
}

/* The first script in the line of console_scripts or soon behind it. */
static struct str
of_setup(struct init_project *project)
{
	static const struct str mark = { "console_scripts", 15 };
	struct str text = project->setup, line;
	text = str_sub(text, str_find_str(text, mark) + mark.n, text.n);
	for (size_t i = 0; i < 4 && str_line(&text, &line); i++) {
		struct str name = script_in(line);
		if (name.n > 0) {
			str_list_add(&project->found, str_format("console_scripts %.*s", STRF(name)));
			return name;
		}
	}
	return STR("");
}

static struct str
of_django(struct init_project *project, struct init_command *command)
{
	static const struct str mark = { "DJANGO_SETTINGS_MODULE", 22 };
	struct str text = init_content(project, STR("manage.py"));
	size_t at = str_find_str(text, mark);
	if (at == text.n)
		return STR("");
	str_list_add(&project->found, STR("manage.py of Django"));
	struct str rest = str_sub(text, at + mark.n + 1, text.n), module;
	rest = str_sub(rest, str_find(rest, ',') + 1, rest.n);
	rest = str_trim(rest);
	rest = str_sub(rest, 1, rest.n);
	module = str_sub(rest, 0, str_find(rest, '.'));
	if (is_variable_name(module) && init_asks_for(project, "gunicorn", &command->extra))
		return str_format("gunicorn --bind 0.0.0.0:8000 %.*s.wsgi", STRF(module));
	str_list_add(&project->notes, STR("Django's runserver is for development: gunicorn among the requirements serves better"));
	return STR("python3 manage.py runserver --noreload 0.0.0.0:8000");
}

static struct str
of_files(struct init_project *project)
{
	static const char *const names[] = { "main.py", "app.py", "run.py", "server.py", "__main__.py", "bot.py", "cli.py" };
	for (size_t i = 0; i < COUNT(names); i++)
		if (file_exists(init_path(project, str_of(names[i])))) {
			str_list_add(&project->found, str_of(names[i]));
			return str_format("python3 %s", names[i]);
		}
	struct str name = init_module(project);
	if (name.n > 0 && file_exists(init_path(project, str_format("%.*s/__main__.py", STRF(name))))) {
		str_list_add(&project->found, str_format("%.*s/__main__.py", STRF(name)));
		return str_format("python3 -m %.*s", STRF(name));
	}
	return STR("");
}

struct init_command
init_command(struct init_project *project)
{
	struct init_command command = { STR(""), STR("") };
	command.words = of_procfile(project);
	if (command.words.n == 0)
		command.words = of_django(project, &command);
	if (command.words.n == 0 && project->is_package)
		command.words = of_scripts(project);
	if (command.words.n == 0 && project->is_package)
		command.words = of_setup(project);
	if (command.words.n == 0)
		command.words = init_application(project, &command.extra);
	if (command.words.n == 0)
		command.words = of_files(project);
	if (command.words.n == 0)
		str_list_add(&project->notes, STR("nothing tells how the project is started: set SCIBIDS_CMD"));
	return command;
}
