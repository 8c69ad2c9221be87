#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "context/dockerignore.h"
#include "dockerfile/command.h"
#include "dockerfile/started.h"

enum { IGNORE_LIMIT = 1 << 20 };

struct programs {
	const struct dockerfile *d;
	struct text json;
	struct str why;
};

/* KIND: name, of a program, or module. */
static void
add(struct programs *p, struct str what, const char *kind, struct str name)
{
	text_add(&p->json, p->json.n > 0 ? STR(", {\"what\": ") : STR("{\"what\": "));
	json_quote(&p->json, what);
	text_addf(&p->json, ", \"%s\": ", kind);
	json_quote(&p->json, name);
	text_add(&p->json, STR("}"));
}

static bool
fail(struct programs *p, const char *variable, struct str word, const char *what)
{
	p->why = str_format("%s: '%.*s' %s", variable, STRF(word), what);
	return false;
}

/* The path below the app's directory that WORD means in /app; n 0: it means none. */
static struct str
in_app(struct str word)
{
	if (str_starts(word, STR("/app/")))
		word = str_sub(word, 5, word.n);
	while (str_starts(word, STR("./")))
		word = str_sub(word, 2, word.n);
	bool below = word.n > 0 && word.p[0] != '/' && !str_starts(word, STR("../")) && str_find_str(word, STR("/../")) == word.n;
	return below ? word : STR("");
}

/* The interpreter that the first line of a script names, and the program that env looks for. */
static bool
read_first_line(struct programs *p, const char *variable, struct str word, struct str line)
{
	struct str what = str_format("the first line of %.*s", STRF(word)), interpreter, name;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		return fail(p, variable, word, "has a first line that ends with a carriage return: save it with the line ends of Unix");
	line = str_sub(line, 2, line.n);
	if (!str_word(&line, &interpreter))
		return fail(p, variable, word, "has a first line without an interpreter: #!/usr/bin/env python3");
	add(p, what, "name", interpreter);
	if (!str_ends(interpreter, STR("/env")))
		return true;
	while (str_word(&line, &name))
		if (name.p[0] != '-' && str_find(name, '=') == name.n) {
			add(p, what, "name", name);
			break;
		}
	return true;
}

static const char *
app_path(const struct programs *p, struct str path)
{
	return str_z(str_format("%.*s/%.*s", STRF(settings_get(p->d->settings, "SCIBIDS_APP")), STRF(path)));
}

/* Does the app's .dockerignore keep PATH out of the image? */
static bool
is_left_out(const struct programs *p, struct str path)
{
	struct str text;
	struct error error;
	struct dockerignore *rules = dockerignore_new();
	const char *own = app_path(p, STR(".dockerignore"));
	if (access(own, F_OK) < 0)
		own = str_z(str_format("%s/default.dockerignore", p->d->fragments));
	/* One that cannot be read is refused where the app is hashed. */
	if (!file_read(own, IGNORE_LIMIT, &text) || !dockerignore_add(rules, text, &error))
		return false;
	unsigned char *parent = NULL, *results;
	bool out = false;
	for (size_t n = 0; n < path.n; parent = results) {
		n += str_find(str_sub(path, n, path.n), '/');
		results = arena_take(dockerignore_memory(rules));
		out = dockerignore_excludes(rules, str_sub(path, 0, n++), parent, results);
	}
	return out && !dockerignore_enters(rules, path);
}

/* An entry NAME of the app's directory FOLDER: a directory, NAME.py, or another file that can be imported. */
static struct str
module_in(const struct programs *p, struct str folder, struct str name)
{
	static const char *const ends[] = { "", ".py", ".pyc", ".abi3.so", ".so" };
	for (size_t i = 0; i < COUNT(ends); i++) {
		struct str path = str_format("%.*s%s%.*s%s", STRF(folder), folder.n > 0 ? "/" : "", STRF(name), ends[i]);
		if (access(app_path(p, path), F_OK) == 0)
			return path;
	}
	return STR("");
}

/* A module that is not the app's must be a package's: the proof looks it up. */
static bool
look_at_module(struct programs *p, const char *variable, struct str name)
{
	struct str rest = name, path = module_in(p, STR(""), str_cut(&rest, '.'));
	if (path.n == 0) {
		add(p, str_of(variable), "module", name);
		return true;
	}
	while (rest.p != NULL && path.n > 0 && !str_ends(path, STR(".py")))
		path = module_in(p, path, str_cut(&rest, '.'));
	if (path.n == 0)
		return fail(p, variable, name, "is not a module of the app");
	return str_ends(path, STR(".py")) && is_left_out(p, path) ? fail(p, variable, path, "is left out of the image by .dockerignore") : true;
}

static bool
look_at_file(struct programs *p, const char *variable, struct str word)
{
	struct str path = in_app(word);
	if (path.n == 0)
		return true;
	if (access(app_path(p, path), F_OK) < 0)
		return fail(p, variable, word, "is not a file of the app");
	return is_left_out(p, path) ? fail(p, variable, word, "is left out of the image by .dockerignore") : true;
}

/* .venv/bin/PROGRAM, which is there on the machine where it was made. */
static bool
is_in_venv(struct str path)
{
	return str_find_str(path, STR("venv/bin/")) < path.n;
}

static bool
look_at_script(struct programs *p, const char *variable, struct str word, struct str path)
{
	char begin[256];
	struct stat status;
	if (is_in_venv(path))
		return fail(p, variable, word, "is of a virtual environment, and the image has none: write the program's name alone");
	int fd = open(app_path(p, path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? fail(p, variable, word, "is not a file of the app") : true;
	ssize_t size = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? read(fd, begin, sizeof(begin)) : -1;
	close(fd);
	if (size < 0)
		return fail(p, variable, word, "is not a file of the app");
	if ((status.st_mode & 0111) == 0)
		return fail(p, variable, word, "is not executable: run chmod +x, or begin the command with its interpreter");
	struct str text = { begin, (size_t)size }, line = str_sub(text, 0, str_find(text, '\n'));
	if (is_left_out(p, path))
		return fail(p, variable, word, "is left out of the image by .dockerignore");
	if (str_starts(text, STR("\177ELF")))
		return true;
	if (!str_starts(text, STR("#!")))
		return fail(p, variable, word, "has no interpreter in its first line: write #!/usr/bin/env python3 there");
	return read_first_line(p, variable, word, line);
}

/* Does the user add files to the image after the proof? */
static bool
adds_files(const struct dockerfile *d)
{
	static const char *const stages[] = { "app", "final" };
	for (size_t i = 0; d->user_fragments != NULL && i < COUNT(stages); i++)
		if (access(str_z(str_format("%s/%s.dockerfile", d->user_fragments, stages[i])), F_OK) == 0)
			return true;
	return false;
}

/* What SCIBIDS_ENV sets the variable NAME to, or VALUE. */
static struct str
variable_of(const struct dockerfile *d, const char *name, struct str value)
{
	struct str_list words = { NULL, 0, 0 };
	struct str why, begin = str_format("%s=", name);
	if (settings_words(settings_get(d->settings, "SCIBIDS_ENV"), &words, &why))
		for (size_t i = 0; i < words.count; i++)
			if (str_starts(words.items[i], begin))
				value = str_sub(words.items[i], begin.n, words.items[i].n);
	return value;
}

/* The script or module that follows the program. PYTHONPATH may lead to where we do not look. */
static bool
read_arguments(struct programs *p, const struct str_list *words)
{
	struct started started = started_by(words);
	const char *variable = settings_get(p->d->settings, "SCIBIDS_CMD").n > 0 ? "SCIBIDS_CMD" : "SCIBIDS_ENTRYPOINT";
	if (started.kind == STARTS_FILE && access(app_path(p, STR(".")), F_OK) == 0)
		return look_at_file(p, variable, started.name);
	if (started.kind == STARTS_MODULE && variable_of(p->d, "PYTHONPATH", STR("")).n == 0)
		return look_at_module(p, variable, started.name);
	return true;
}

static bool
read_words(const struct programs *p, const char *variable, struct str_list *words)
{
	struct str why; /* a command that cannot be read is refused where it is written */
	return settings_command_words(settings_get(p->d->settings, variable), words, &why);
}

static bool
read_command(struct programs *p, struct str path)
{
	const char *variable = settings_get(p->d->settings, "SCIBIDS_ENTRYPOINT").n > 0 ? "SCIBIDS_ENTRYPOINT" : "SCIBIDS_CMD";
	struct str_list words = { NULL, 0, 0 }, all = { NULL, 0, 0 };
	if (adds_files(p->d) || !read_words(p, variable, &words) || words.count == 0)
		return true;
	if (!read_words(p, "SCIBIDS_ENTRYPOINT", &all) || !read_words(p, "SCIBIDS_CMD", &all) || !read_arguments(p, &all))
		return p->why.n == 0;
	struct str word = words.items[0], script = in_app(word);
	if (str_find(word, '/') == word.n) {
		/* The proof cannot see the app's directories. */
		if (str_find_str(path, STR("/app")) == path.n)
			add(p, str_of(variable), "name", word);
		return true;
	}
	if (script.n > 0)
		return look_at_script(p, variable, word, script);
	add(p, str_of(variable), "name", word);
	return true;
}

struct str
dockerfile_path(bool system)
{
	return system ? STR("/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin") : STR("/usr/local/bin:/usr/bin:/bin");
}

bool
dockerfile_programs(const struct dockerfile *d, struct str path, struct str *json, struct str *why)
{
	struct programs p = { .d = d };
	struct text out = { NULL, 0, 0 };
	path = variable_of(d, "PATH", path);
	if (!read_command(&p, path)) {
		*why = p.why;
		return false;
	}
	text_add(&out, STR("{\"path\": "));
	json_quote(&out, path);
	text_addf(&out, ", \"programs\": [%.*s]}", STRF(text_str(&p.json)));
	*json = text_str(&out);
	return true;
}
