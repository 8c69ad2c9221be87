#include "base/base.h"

#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/grammar.h"
#include "init/application.h"
#include "python/pep508.h"

struct str
init_module(const struct init_project *project)
{
	struct str name = yaml_text(yaml_get(project->pyproject, "project"), "name");
	struct stat st;
	if (name.n == 0 || !pep503_is_name(name))
		return STR("");
	name = pep503_normalise(name);
	struct text module = { NULL, 0, 0 };
	for (size_t i = 0; i < name.n; i++)
		text_add(&module, name.p[i] == '-' ? STR("_") : str_sub(name, i, 1));
	name = text_str(&module);
	return is_variable_name(name) && stat(init_path(project, name), &st) == 0 && S_ISDIR(st.st_mode) ? name : STR("");
}

static bool
imports(struct str text, const char *module)
{
	struct str from = str_format("from %s", module), import = str_format("import %s", module);
	for (struct str line; str_line(&text, &line);) {
		struct str start = str_starts(line, from) ? from : import;
		if (!str_starts(line, start))
			continue;
		char after = line.n > start.n ? line.p[start.n] : ' ';
		if (strchr(" .,\t", after) != NULL)
			return true;
	}
	return false;
}

/* The variable of `NAME = Class(` or `NAME: Class = module.Class(` at the beginning of a line. */
static struct str
variable_of(struct str text, const char *class)
{
	struct str call = str_format("%s(", class);
	for (struct str line; str_line(&text, &line);) {
		size_t name = 0, equals = str_find(line, '=');
		while (name < line.n && strchr(" :=\t", line.p[name]) == NULL)
			name++;
		struct str value = str_trim(str_sub(line, equals + 1, line.n));
		size_t dot = str_find(value, '.');
		bool calls = str_starts(value, call) || (dot < value.n && str_starts(str_sub(value, dot + 1, value.n), call));
		if (calls && is_variable_name(str_sub(line, 0, name)))
			return str_sub(line, 0, name);
	}
	return STR("");
}

static bool
has_factory(struct str text)
{
	return str_starts(text, STR("def create_app(")) || str_find_str(text, STR("\ndef create_app(")) < text.n;
}

struct candidate {
	struct str file, module, text;
};

static struct str
serve_asgi(struct init_project *project, const struct candidate *c, const char *class, struct str *extra)
{
	struct str variable = variable_of(c->text, class);
	bool factory = variable.n == 0 && has_factory(c->text);
	if (variable.n == 0 && !factory)
		return STR("");
	if (!init_asks_for(project, "uvicorn", extra) && !init_asks_for(project, "fastapi-cli", extra) &&
	    str_find_str(project->listed, STR("fastapi[")) == project->listed.n)
		str_list_add(&project->notes, STR("no server is among the requirements: add uvicorn"));
	return str_format("uvicorn --host 0.0.0.0 --port 8000%s %.*s:%.*s", factory ? " --factory" : "", STRF(c->module),
	                  STRF(factory ? STR("create_app") : variable));
}

static struct str
serve_wsgi(struct init_project *project, const struct candidate *c, const char *class, struct str *extra)
{
	struct str variable = variable_of(c->text, class);
	if (variable.n == 0 && !has_factory(c->text))
		return STR("");
	if (str_find_str(c->text, STR("instance_")) < c->text.n)
		str_list_add(&project->notes, STR("Flask's instance folder is below /app, where nothing can be written: SCIBIDS_RUN = --tmpfs "
		                                  "/app/instance:uid=65532,gid=0,mode=770, or a volume"));
	if (variable.n > 0 && init_asks_for(project, "gunicorn", extra))
		return str_format("gunicorn --bind 0.0.0.0:8000 %.*s:%.*s", STRF(c->module), STRF(variable));
	str_list_add(&project->notes, STR("Flask's own server is for development: gunicorn among the requirements serves better"));
	return str_format("flask --app %.*s run --host 0.0.0.0 --port 8000", STRF(c->module));
}

static struct str
serve_streamlit(struct init_project *project, const struct candidate *c, const char *class, struct str *extra)
{
	(void)project, (void)class, (void)extra;
	return str_format("streamlit run --server.address 0.0.0.0 --server.port 8000 --server.headless true %.*s", STRF(c->file));
}

static const struct {
	const char *import, *class, *title;
	struct str (*serve)(struct init_project *project, const struct candidate *c, const char *class, struct str *extra);
} frameworks[] = {
	{ "fastapi", "FastAPI", "FastAPI", serve_asgi },       { "starlette", "Starlette", "Starlette", serve_asgi },
	{ "litestar", "Litestar", "Litestar", serve_asgi },    { "quart", "Quart", "Quart", serve_asgi },
	{ "flask", "Flask", "Flask", serve_wsgi },             { "streamlit", "", "Streamlit", serve_streamlit },
};

static struct str
application_in(struct init_project *project, const struct candidate *c, struct str *extra)
{
	for (size_t i = 0; i < COUNT(frameworks); i++) {
		struct str words = imports(c->text, frameworks[i].import) ? frameworks[i].serve(project, c, frameworks[i].class, extra) : STR("");
		if (words.n > 0) {
			str_list_add(&project->found, str_format("%.*s, an application of %s", STRF(c->file), frameworks[i].title));
			return words;
		}
	}
	return STR("");
}

struct str
init_application(struct init_project *project, struct str *extra)
{
	static const char *const names[] = { "app", "main", "wsgi", "asgi", "server", "api", "streamlit_app", "core", "__init__" };
	struct str_list folders = { NULL, 0, 0 };
	str_list_add(&folders, STR(""));
	str_list_add(&folders, STR("app"));
	if (init_module(project).n > 0)
		str_list_add(&folders, init_module(project));
	for (size_t f = 0; f < folders.count; f++)
		for (size_t i = 0; i < COUNT(names); i++) {
			struct str folder = folders.items[f];
			bool package = strcmp(names[i], "__init__") == 0;
			struct candidate c = { str_format("%.*s%s%s.py", STRF(folder), folder.n > 0 ? "/" : "", names[i]), STR(""), STR("") };
			if (package && folder.n == 0)
				continue;
			c.module = package ? folder : str_format("%.*s%s%s", STRF(folder), folder.n > 0 ? "." : "", names[i]);
			c.text = init_content(project, c.file);
			struct str words = c.text.n > 0 ? application_in(project, &c, extra) : STR("");
			if (words.n > 0)
				return words;
		}
	return STR("");
}
