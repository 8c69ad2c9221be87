#include "base/base.h"

#include <strings.h>

#include "dockerfile/app.h"
#include "dockerfile/instruction.h"

struct judge {
	const char *path;
	int line;
	struct str text; /* the instruction at hand, without its here-documents */
	struct str stage;
	int app_step; /* instructions of the app's stages so far */
	bool copied;  /* the app is in the final stage */
	struct str *why;
};

/* The app's stages, instruction by instruction. */
static const char *const app_steps[] = {
	"FROM base AS app-files",
	"COPY . /layer/app/",
	"RUN chmod -R a-s,u+rwX,go+rX,go-w /layer && find /layer -exec touch -h -d @315532800 {} +",
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
fail(struct judge *j, const char *what)
{
	*j->why = str_format("%s:%d: %s", j->path, j->line, what);
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
is_of_app(struct str stage)
{
	return is_word(stage, "app") || is_word(stage, "app-files") || is_word(stage, "app-imports");
}

/* A stage or image that files are taken from: not the app's, and one that can be told. */
static bool
check_source(struct judge *j, struct str from)
{
	if (from.n == 0 || str_find(from, '$') < from.n || str_find(from, '"') < from.n || str_find(from, '\'') < from.n ||
	    str_all_in(from, "0123456789"))
		return fail(j, "where it copies from cannot be told");
	return !is_of_app(from) || fail(j, "it takes files of the app's stage");
}

static bool
check_copy(struct judge *j, struct str words)
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
		return check_source(j, from);
	return texts || fail(j, "it copies from the app's directory");
}

static bool
check_mounts(struct judge *j, struct str words)
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
		if (from.p != NULL && !check_source(j, from))
			return false;
		if (from.p == NULL && !is_word(type, "secret") && !is_word(type, "ssh") && !is_word(type, "tmpfs") && !is_word(type, "cache"))
			return fail(j, "it reads the app's directory");
	}
	return true;
}

static bool
check_from(struct judge *j, struct str words)
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
		return fail(j, "it takes files of the app's stage");
	j->stage = as;
	return true;
}

/* Is it the expected next instruction of the app's stages? */
static bool
take_app_step(struct judge *j)
{
	struct str words = j->text, word;
	bool from = str_starts(j->text, STR("FROM "));
	if ((size_t)j->app_step >= COUNT(app_steps) || !(from || is_of_app(j->stage)) || !str_eq(j->text, str_of(app_steps[j->app_step])))
		return false;
	j->app_step++;
	while (from && str_word(&words, &word))
		j->stage = word;
	return true;
}

static bool
check_instruction(struct judge *j)
{
	struct str words = j->text, name = { NULL, 0 };
	if (take_app_step(j))
		return true;
	str_word(&words, &name);
	if (is_word(name, "FROM") && !check_from(j, words))
		return false;
	if (is_of_app(j->stage))
		return fail(j, "the app's stage does more than copy the app");
	if (is_word(j->stage, "final") && str_eq(j->text, str_of(app_copy))) {
		j->copied = true;
		return true;
	}
	for (size_t i = 0; i < COUNT(settings); i++)
		if (is_word(name, settings[i]))
			return true;
	if (j->copied)
		return fail(j, is_word(name, "FROM") ? "a stage behind 'final'" : "'final' does more behind the app");
	if (is_word(name, "COPY") || is_word(name, "ADD"))
		return check_copy(j, words);
	if (is_word(name, "RUN"))
		return check_mounts(j, words);
	if (is_word(name, "FROM") || is_word(name, "ARG") || is_word(name, "WORKDIR") || is_word(name, "SHELL"))
		return true;
	return fail(j, "an instruction that is not understood");
}

bool
dockerfile_app_is_layer(struct str dockerfile, const char *path, struct str *why)
{
	struct judge j = { .path = path, .why = why };
	struct instructions instructions = { dockerfile, 0 };
	struct instruction instruction;
	while (instruction_next(&instructions, &instruction)) {
		j.line = instruction.line;
		j.text = instruction.words;
		if (instruction.doubt != NULL)
			return fail(&j, instruction.doubt);
		if (!check_instruction(&j))
			return false;
	}
	j.line = instructions.line;
	return (j.copied && (size_t)j.app_step == COUNT(app_steps)) || fail(&j, "the app is not copied as usual");
}
