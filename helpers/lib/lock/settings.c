#include "base/base.h"

#include "base/arena.h"
#include "base/grammar.h"
#include "base/yaml.h"
#include "lock/settings.h"

struct str
settings_get(const struct settings *settings, const char *name)
{
	struct str rest = settings->text, line;
	while (str_line(&rest, &line)) {
		size_t equals = str_find(line, '=');
		if (equals < line.n && str_eq(str_sub(line, 0, equals), str_of(name)))
			return str_trim(str_sub(line, equals + 1, line.n));
	}
	return (struct str){ "", 0 };
}

struct splitter {
	struct str value;
	size_t at;
	struct text word;
	bool begun; /* a word, possibly empty, has begun */
};

static void
put(struct splitter *s, char c)
{
	text_add(&s->word, (struct str){ &c, 1 });
	s->begun = true;
}

static void
end_word(struct splitter *s, struct str_list *words)
{
	if (s->begun)
		str_list_add(words, str_of(str_z(text_str(&s->word))));
	s->word.n = 0;
	s->begun = false;
}

static struct str
for_a_shell(char c)
{
	return str_format("'%c' is for a shell, and no shell will read it: %s in single quotes", c,
	                  c == '$' ? "write the value, or put a plain dollar" : "write one command, or put it");
}

/* The text after the opening QUOTE, up to its end. */
static bool
take_quoted(struct splitter *s, char quote, struct str *why)
{
	s->begun = true;
	for (; s->at < s->value.n && s->value.p[s->at] != quote; s->at++) {
		char c = s->value.p[s->at];
		bool escape = quote == '"' && c == '\\' && s->at + 1 < s->value.n && strchr("\"\\$`", s->value.p[s->at + 1]) != NULL;
		if (quote == '"' && (c == '$' || c == '`')) {
			*why = for_a_shell(c);
			return false;
		}
		if (escape)
			c = s->value.p[++s->at];
		put(s, c);
	}
	if (s->at == s->value.n) {
		*why = str_format("the quote %c is not closed", quote);
		return false;
	}
	s->at++;
	return true;
}

bool
settings_words(struct str value, struct str_list *words, struct str *why)
{
	struct splitter s = { .value = value };
	while (s.at < value.n) {
		char c = value.p[s.at++];
		if (c == ' ' || c == '\t')
			end_word(&s, words);
		else if (c == '\'' || c == '"') {
			if (!take_quoted(&s, c, why))
				return false;
		} else if (c == '\\' && s.at < value.n)
			put(&s, value.p[s.at++]);
		else if (strchr("$`|&;<>()*", c) != NULL) {
			*why = for_a_shell(c);
			return false;
		} else
			put(&s, c);
	}
	end_word(&s, words);
	return true;
}

bool
settings_command_words(struct str value, struct str_list *words, struct str *why)
{
	struct error error;
	if (value.n == 0 || value.p[0] != '[')
		return settings_words(value, words, why);
	const struct yaml *array = yaml_parse(value, &error);
	bool strings = array != NULL && array->kind == YAML_LIST;
	for (const struct yaml *e = strings ? array->first : NULL; e != NULL; e = e->next) {
		strings = strings && e->kind == YAML_SCALAR && e->quoted;
		str_list_add(words, e->text);
	}
	if (!strings)
		*why = STR("this is not a JSON array of strings: write [\"python3\", \"main.py\"], or words as for a shell");
	return strings;
}

static bool
is_assignment(struct str word)
{
	size_t equals = str_find(word, '=');
	return equals < word.n && is_variable_name(str_sub(word, 0, equals));
}

/* What runs commands on a development machine: `poetry run`, `uv run`. */
static bool
is_runner(const struct str_list *words)
{
	static const char *const runners[] = { "poetry", "uv", "pipenv", "pdm", "hatch", "rye", "pixi" };
	for (size_t i = 0; words->count > 1 && str_eq(words->items[1], STR("run")) && i < COUNT(runners); i++)
		if (str_eq(words->items[0], str_of(runners[i])))
			return true;
	return false;
}

static bool
is_instruction(struct str word)
{
	return str_eq(word, STR("CMD")) || str_eq(word, STR("ENTRYPOINT")) || str_eq(word, STR("RUN"));
}

/* A word of an array that holds $NAME or ${NAME, as a shell would read it; n 0: none. */
static struct str
with_variable(const struct str_list *words)
{
	for (size_t i = 0; i < words->count; i++)
		for (size_t k = 0; k + 1 < words->items[i].n; k++) {
			char next = words->items[i].p[k + 1];
			if (words->items[i].p[k] == '$' && (next == '{' || is_variable_name(str_sub(words->items[i], k + 1, 1))))
				return words->items[i];
		}
	return STR("");
}

/* Does APK bring SHELL along? Busybox alone does not: a script of it makes its links, and the image is made without scripts. */
static bool
brings_shell(struct str apk, struct str shell)
{
	static const char *const with_sh[] = { "bash", "busybox-binsh", "dash-binsh", "yash-binsh", "zsh" };
	for (size_t i = 0; str_eq(shell, STR("sh")) && i < COUNT(with_sh); i++)
		if (str_eq(apk, str_of(with_sh[i])))
			return true;
	return str_eq(apk, shell) || str_eq(apk, str_format("%.*s-binsh", STRF(shell)));
}

/* One that the image has: that of the base image, or one that was asked for. */
static bool
has_shell(const struct settings *settings, struct str shell)
{
	struct str rest = settings_get(settings, "SCIBIDS_RUNTIME_APKS"), word;
	if (str_eq(settings_get(settings, "SCIBIDS_FINAL"), STR("base")))
		return true;
	while (str_word(&rest, &word))
		if (brings_shell(word, shell))
			return true;
	return false;
}

bool
settings_command_valid(const struct settings *settings, const char *name, struct str *why)
{
	static const char *const shells[] = { "sh", "bash", "ash", "dash", "zsh" };
	struct str_list words = { NULL, 0, 0 };
	struct str value = settings_get(settings, name), first;
	bool arguments = strcmp(name, "SCIBIDS_CMD") == 0 && settings_get(settings, "SCIBIDS_ENTRYPOINT").n > 0;
	if (!settings_command_words(value, &words, why)) {
		*why = str_format("%s: %.*s", name, STRF(*why));
		return false;
	}
	if (words.count == 0 || arguments)
		return true;
	first = words.items[0];
	if (first.n > 1 && first.p[first.n - 1] == ':')
		*why = str_format("%s: '%.*s' belongs in a Procfile: write only the command that follows it", name, STRF(first));
	else if (is_assignment(first))
		*why = str_format("%s: '%.*s' needs a shell, and the image has none: write it to SCIBIDS_ENV", name, STRF(first));
	else if (first.n == 0)
		*why = str_format("%s: its first word is empty: begin with a program", name);
	else if (is_instruction(first))
		*why = str_format("%s: '%.*s' belongs in a Dockerfile: write only what follows it", name, STRF(first));
	else if (is_runner(&words))
		*why = str_format("%s: '%.*s run' is for a development machine, and the image has all packages: write only the command that follows it",
		                  name, STRF(first));
	else if (words.count == 1 && value.p[0] != '[' && str_find(first, ' ') < first.n)
		*why = str_format("%s: the quotes make '%.*s' one word: leave them out", name, STRF(first));
	else if (str_eq(first, STR("exec")))
		*why = str_format("%s: 'exec' belongs to a shell, and the command needs none: leave it out", name);
	else {
		struct str program = first, variable = value.p[0] == '[' ? with_variable(&words) : STR("");
		for (size_t i = 0; i < first.n; i++)
			if (first.p[i] == '/')
				program = str_sub(first, i + 1, first.n);
		for (size_t i = 0; i < COUNT(shells); i++)
			if (str_eq(program, str_of(shells[i])) && !has_shell(settings, program)) {
				*why = str_format("%s: the image has no '%.*s': write the command that it would run, or set SCIBIDS_FINAL=base", name,
				                  STRF(first));
				return false;
			} else if (str_eq(program, str_of(shells[i])))
				return true;
		if (variable.n == 0)
			return true;
		*why = str_format("%s: no shell will read the variable in '%.*s': write its value, or as words with this one in single quotes", name,
		                  STRF(variable));
	}
	return false;
}
