#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/json.h"
#include "dockerfile/command.h"

struct programs {
	const struct dockerfile *d;
	struct text json;
	struct str why;
};

static void
add(struct programs *p, struct str what, struct str name)
{
	text_add(&p->json, p->json.n > 0 ? STR(", {\"what\": ") : STR("{\"what\": "));
	json_quote(&p->json, what);
	text_add(&p->json, STR(", \"name\": "));
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
	add(p, what, interpreter);
	if (!str_ends(interpreter, STR("/env")))
		return true;
	while (str_word(&line, &name))
		if (name.p[0] != '-' && str_find(name, '=') == name.n) {
			add(p, what, name);
			break;
		}
	return true;
}

static bool
look_at_script(struct programs *p, const char *variable, struct str word, struct str path)
{
	char begin[256];
	struct stat status;
	const char *file = str_z(str_format("%.*s/%.*s", STRF(settings_get(p->d->settings, "SCIBIDS_APP")), STRF(path)));
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? fail(p, variable, word, "is no file of the app") : true;
	ssize_t size = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? read(fd, begin, sizeof(begin)) : -1;
	close(fd);
	if (size < 0)
		return fail(p, variable, word, "is no file of the app");
	if ((status.st_mode & 0111) == 0)
		return fail(p, variable, word, "is not executable: run chmod +x, or begin the command with its interpreter");
	struct str text = { begin, (size_t)size }, line = str_sub(text, 0, str_find(text, '\n'));
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

/* PATH in SCIBIDS_ENV, or PATH. */
static struct str
path_of(const struct dockerfile *d, struct str path)
{
	struct str_list words = { NULL, 0, 0 };
	struct str why;
	if (settings_words(settings_get(d->settings, "SCIBIDS_ENV"), &words, &why))
		for (size_t i = 0; i < words.count; i++)
			if (str_starts(words.items[i], STR("PATH=")))
				path = str_sub(words.items[i], 5, words.items[i].n);
	return path;
}

static bool
read_command(struct programs *p, struct str path)
{
	const char *variable = settings_get(p->d->settings, "SCIBIDS_ENTRYPOINT").n > 0 ? "SCIBIDS_ENTRYPOINT" : "SCIBIDS_CMD";
	struct str_list words = { NULL, 0, 0 };
	if (adds_files(p->d) || !settings_command_words(settings_get(p->d->settings, variable), &words, &p->why) || words.count == 0)
		return true; /* a command that cannot be read is refused where it is written */
	struct str word = words.items[0], script = in_app(word);
	if (str_find(word, '/') == word.n) {
		/* The proof cannot see the app's directories. */
		if (str_find_str(path, STR("/app")) == path.n)
			add(p, str_of(variable), word);
		return true;
	}
	if (script.n > 0)
		return look_at_script(p, variable, word, script);
	add(p, str_of(variable), word);
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
	path = path_of(d, path);
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
