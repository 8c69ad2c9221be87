#include "base/base.h"

#include <strings.h>

#include "base/arena.h"
#include "dockerfile/app.h"

struct reader {
	struct str rest;
	const char *path;
	int line, next_line;
	struct str text; /* the instruction at hand, its lines joined, blanks between words single */
	struct str stage;
	int app_step; /* instructions of the app's stages so far */
	bool copied;  /* the app is in the final stage */
	struct str *why;
};

/* The app's stages, instruction by instruction. */
static const char *const app_steps[] = {
	"FROM base AS app-files",
	"COPY . /layer/app/",
	"RUN --network=none chmod -R a-s,u+rwX,go+rX,go-w /layer && find /layer -exec touch -h -d @315532800 {} +",
	"FROM base AS app-imports",
	"RUN --network=none --mount=type=bind,from=trimmed,target=/trimmed --mount=type=bind,from=app-files,source=/layer/app,target=/app "
	"--mount=type=bind,from=scibids,source=proof,target=/mnt python3 -IB /mnt/app_imports.py /trimmed /app /proved",
	"FROM app-files AS app",
	"COPY --from=proved / /layer/",
	"COPY --from=app-imports /proved/ /layer/",
};

static const char app_copy[] = "COPY --link --from=app /layer/ /";

/* Instructions that make no layer, whatever their arguments. */
static const char *const settings[] = { "ENV", "LABEL", "USER", "ENTRYPOINT", "CMD", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "VOLUME" };

static bool
fail(struct reader *r, const char *what)
{
	*r->why = str_format("%s:%d: %s", r->path, r->line, what);
	return false;
}

static bool
is_word(struct str s, const char *word)
{
	return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

static bool
starts(struct str s, const char *prefix)
{
	return s.n >= strlen(prefix) && strncasecmp(s.p, prefix, strlen(prefix)) == 0;
}

static bool
next_line(struct reader *r, struct str *line)
{
	if (!str_line(&r->rest, line))
		return false;
	r->next_line++;
	return true;
}

/* Passes over the text that a word of the instruction announces: <<END, <<-"END", 3<<END. */
static bool
skip_heredoc(struct reader *r, struct str word)
{
	struct str line;
	while (word.n > 0 && word.p[0] >= '0' && word.p[0] <= '9')
		word = str_sub(word, 1, word.n);
	if (!str_starts(word, STR("<<")))
		return true;
	word = str_sub(word, 2, word.n);
	bool tabs = str_starts(word, STR("-"));
	if (tabs)
		word = str_sub(word, 1, word.n);
	if (word.n > 2 && (word.p[0] == '"' || word.p[0] == '\'') && word.p[word.n - 1] == word.p[0])
		word = str_sub(word, 1, word.n - 2);
	if (word.n == 0 || !str_all_in(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"))
		return fail(r, "a here-document that is not understood");
	while (next_line(r, &line)) {
		while (tabs && str_starts(line, STR("\t")))
			line = str_sub(line, 1, line.n);
		if (str_eq(line, word))
			return true;
	}
	return fail(r, "a here-document without an end");
}

/* The next instruction; false at the end, or with *WHY. */
static bool
next_instruction(struct reader *r)
{
	struct text text = { NULL, 0, 0 };
	struct str line, word, words;
	bool goes_on = true;
	while (goes_on && next_line(r, &line)) {
		line = str_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (text.n == 0)
			r->line = r->next_line;
		goes_on = line.p[line.n - 1] == '\\';
		line.n -= goes_on;
		while (str_word(&line, &word)) {
			text_add(&text, text.n > 0 ? STR(" ") : STR(""));
			text_add(&text, word);
		}
	}
	r->text = words = text_str(&text);
	if (text.n == 0)
		return false;
	while (str_word(&words, &word))
		if (!skip_heredoc(r, word))
			return false;
	return true;
}

static bool
is_of_app(struct str stage)
{
	return is_word(stage, "app") || is_word(stage, "app-files") || is_word(stage, "app-imports");
}

/* A stage or image that files are taken from: not the app's, and one that can be told. */
static bool
check_source(struct reader *r, struct str from)
{
	if (from.n == 0 || str_find(from, '$') < from.n || str_find(from, '"') < from.n || str_find(from, '\'') < from.n ||
	    str_all_in(from, "0123456789"))
		return fail(r, "where it copies from cannot be told");
	return !is_of_app(from) || fail(r, "it takes files of the app's stage");
}

static bool
check_copy(struct reader *r, struct str words)
{
	struct str word, from = { NULL, 0 };
	bool texts = true, last_text = true;
	while (str_word(&words, &word)) {
		if (starts(word, "--from="))
			from = str_sub(word, strlen("--from="), word.n);
		if (starts(word, "--"))
			continue;
		/* The last word is where to. */
		texts = texts && last_text;
		last_text = str_starts(word, STR("<<"));
	}
	if (from.p != NULL)
		return check_source(r, from);
	return texts || fail(r, "it copies from the app's directory");
}

static bool
check_mounts(struct reader *r, struct str words)
{
	struct str word, part;
	while (str_word(&words, &word) && starts(word, "--")) {
		struct str from = { NULL, 0 }, type = STR("bind");
		if (!starts(word, "--mount="))
			continue;
		for (word = str_sub(word, strlen("--mount="), word.n); word.p != NULL;) {
			part = str_cut(&word, ',');
			if (starts(part, "from="))
				from = str_sub(part, strlen("from="), part.n);
			if (starts(part, "type="))
				type = str_sub(part, strlen("type="), part.n);
		}
		if (from.p != NULL && !check_source(r, from))
			return false;
		if (from.p == NULL && !is_word(type, "secret") && !is_word(type, "ssh") && !is_word(type, "tmpfs") && !is_word(type, "cache"))
			return fail(r, "it reads the app's directory");
	}
	return true;
}

static bool
check_from(struct reader *r, struct str words)
{
	struct str word, image = { NULL, 0 }, as = { NULL, 0 };
	while (str_word(&words, &word)) {
		if (image.p == NULL && starts(word, "--"))
			continue;
		if (image.p == NULL)
			image = word;
		as = word;
	}
	/* A base given as an ARG is an image, never one of our stages. */
	if (is_of_app(image))
		return fail(r, "it takes files of the app's stage");
	r->stage = as;
	return true;
}

/* Is it the expected next instruction of the app's stages? */
static bool
take_app_step(struct reader *r)
{
	struct str words = r->text, word;
	bool from = str_starts(r->text, STR("FROM "));
	if ((size_t)r->app_step >= COUNT(app_steps) || !(from || is_of_app(r->stage)) || !str_eq(r->text, str_of(app_steps[r->app_step])))
		return false;
	r->app_step++;
	while (from && str_word(&words, &word))
		r->stage = word;
	return true;
}

static bool
check_instruction(struct reader *r)
{
	struct str words = r->text, name = { NULL, 0 };
	if (take_app_step(r))
		return true;
	str_word(&words, &name);
	if (is_word(name, "FROM") && !check_from(r, words))
		return false;
	if (is_of_app(r->stage))
		return fail(r, "the app's stage does more than copy the app");
	if (is_word(r->stage, "final") && str_eq(r->text, str_of(app_copy))) {
		r->copied = true;
		return true;
	}
	for (size_t i = 0; i < COUNT(settings); i++)
		if (is_word(name, settings[i]))
			return true;
	if (r->copied)
		return fail(r, is_word(name, "FROM") ? "a stage behind 'final'" : "'final' does more behind the app");
	if (is_word(name, "COPY") || is_word(name, "ADD"))
		return check_copy(r, words);
	if (is_word(name, "RUN"))
		return check_mounts(r, words);
	if (is_word(name, "FROM") || is_word(name, "ARG") || is_word(name, "WORKDIR") || is_word(name, "SHELL"))
		return true;
	return fail(r, "an instruction that is not understood");
}

bool
dockerfile_app_is_layer(struct str dockerfile, const char *path, struct str *why)
{
	struct reader r = { .rest = dockerfile, .path = path, .why = why };
	*why = (struct str){ NULL, 0 };
	while (next_instruction(&r))
		if (!check_instruction(&r))
			return false;
	if (why->n > 0)
		return false;
	r.line = r.next_line;
	return (r.copied && (size_t)r.app_step == COUNT(app_steps)) || fail(&r, "the app is not copied as usual");
}
