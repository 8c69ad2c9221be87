#include "base/base.h"

#include "base/grammar.h"
#include "dockerfile/started.h"

static const struct started something = { STARTS_SOMETHING, { NULL, 0 } };

static bool
is_one_of(struct str word, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(word, str_of(names[i])))
			return true;
	return false;
}

static bool
is_option(struct str word)
{
	return word.n > 1 && word.p[0] == '-';
}

/* Is it an option that names another directory, or a file that may? */
static bool
leads_elsewhere(struct str word)
{
	static const char *const names[] = { "-c", "--config", "--chdir", "--app-dir", "--pythonpath", "--workdir", "--working-dir" };
	return is_one_of(str_sub(word, 0, str_find(word, '=')), names, COUNT(names));
}

static bool
is_dotted(struct str name)
{
	while (name.p != NULL)
		if (!is_variable_name(str_cut(&name, '.')))
			return false;
	return true;
}

static struct started
module_of(struct str name)
{
	return name.n > 0 && is_dotted(name) ? (struct started){ STARTS_MODULE, name } : something;
}

static struct str
word_at(const struct str_list *words, size_t i)
{
	return i < words->count ? words->items[i] : STR("");
}

/* python3 [OPTION...] FILE, or -m MODULE; options may be one word: -Bum MODULE. */
static struct started
by_python(const struct str_list *words)
{
	for (size_t i = 1; i < words->count; i++) {
		struct str word = words->items[i];
		if (!is_option(word))
			return str_eq(word, STR("-")) ? something : (struct started){ STARTS_FILE, word };
		if (word.p[1] == '-')
			i += str_eq(word, STR("--check-hash-based-pycs"));
		for (size_t k = 1; word.p[1] != '-' && k < word.n; k++) {
			struct str rest = str_sub(word, k + 1, word.n);
			if (word.p[k] == 'c')
				return something;
			if (word.p[k] == 'm')
				return module_of(rest.n > 0 ? rest : word_at(words, i + 1));
			if (word.p[k] == 'X' || word.p[k] == 'W') {
				i += rest.n == 0;
				break;
			}
		}
	}
	return something;
}

/* MODULE:OBJECT, where it cannot be the value of an option. */
static struct started
by_server(const struct str_list *words)
{
	for (size_t i = 1; i < words->count; i++) {
		struct str object = words->items[i], before = words->items[i - 1], module = str_cut(&object, ':');
		bool is_value = i > 1 && is_option(before) && str_find(before, '=') == before.n;
		/* Behind the object's name may stand its parts or arguments. */
		object.n = str_find(object, '.');
		object.n = str_find(object, '(');
		if (!is_value && is_variable_name(object) && is_dotted(module))
			return module_of(module);
	}
	return something;
}

/* --app NAME, --app=NAME or -A NAME, where NAME is a module, a module and an object, or a file. */
static struct started
by_option(const struct str_list *words)
{
	for (size_t i = 1; i < words->count; i++) {
		struct str value = words->items[i], option = str_cut(&value, '=');
		if (!str_eq(option, STR("--app")) && !str_eq(option, STR("-A")))
			continue;
		if (value.n == 0)
			value = word_at(words, i + 1);
		value = str_cut(&value, ':');
		if (str_ends(value, STR(".py")))
			return (struct started){ STARTS_FILE, value };
		/* What follows the first dot may be an object as well. */
		return module_of(str_cut(&value, '.'));
	}
	return something;
}

/* The first FILE.py behind `run`. */
static struct started
by_run(const struct str_list *words)
{
	if (str_eq(word_at(words, 1), STR("run")))
		for (size_t i = 2; i < words->count; i++)
			if (str_ends(words->items[i], STR(".py")) && !is_option(words->items[i - 1]))
				return (struct started){ STARTS_FILE, words->items[i] };
	return something;
}

static bool
is_python(struct str name)
{
	if (!str_starts(name, STR("python")))
		return false;
	for (size_t i = 6; i < name.n; i++)
		if (strchr("0123456789.", name.p[i]) == NULL)
			return false;
	return true;
}

struct started
started_by(const struct str_list *words)
{
	static const char *const servers[] = { "gunicorn", "uvicorn", "hypercorn", "daphne", "waitress-serve", "granian" };
	static const char *const options[] = { "flask", "celery" }, *const runners[] = { "streamlit", "fastapi" };
	struct str program = word_at(words, 0);
	program = str_sub(program, str_after_last(program, '/'), program.n);
	if (is_python(program))
		return by_python(words);
	for (size_t i = 1; i < words->count; i++)
		if (leads_elsewhere(words->items[i]))
			return something;
	if (is_one_of(program, servers, COUNT(servers)))
		return by_server(words);
	if (is_one_of(program, options, COUNT(options)))
		return by_option(words);
	return is_one_of(program, runners, COUNT(runners)) ? by_run(words) : something;
}
