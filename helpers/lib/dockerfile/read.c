#include "base/base.h"

#include <strings.h>

#include "base/arena.h"
#include "dockerfile/instruction.h"
#include "dockerfile/read.h"

enum { STAGE_LIMIT = 10000, NAME_WIDTH = 30 };

struct global {
	struct str name, value;
};

struct reader {
	struct dockerfile_stages stages;
	struct global *globals;
	size_t global_count, global_capacity;
};

static bool
same_word(struct str a, struct str b)
{
	return a.n == b.n && strncasecmp(a.p, b.p, a.n) == 0;
}

/* ${NAME} or $NAME as a whole, by the ARGs before the first FROM. */
static struct str
expand(const struct reader *r, struct str s)
{
	if (!str_starts(s, STR("$")))
		return s;
	struct str name = str_sub(s, 1, s.n);
	if (str_starts(name, STR("{")) && str_ends(name, STR("}")))
		name = str_sub(name, 1, name.n - 2);
	for (size_t i = r->global_count; i-- > 0;)
		if (str_eq(r->globals[i].name, name))
			return r->globals[i].value;
	return s;
}

static void
add_global(struct reader *r, struct str rest)
{
	struct str value = str_trim(rest), name = str_cut(&value, '=');
	arena_reserve(&r->globals, r->global_count, &r->global_capacity);
	r->globals[r->global_count++] = (struct global){ name, value };
}

static struct dockerfile_stage *
add_stage(struct reader *r, struct str rest)
{
	struct str word, as = { NULL, 0 }, name = { NULL, 0 };
	struct dockerfile_stage stage = { .count = 0 };
	while (str_word(&rest, &word) && str_starts(word, STR("--")))
		;
	stage.base = expand(r, word);
	if (str_word(&rest, &as) && same_word(as, STR("AS")) && str_word(&rest, &name))
		stage.name = name;
	str_list_add(&stage.uses, stage.base);
	arena_reserve(&r->stages.items, r->stages.count, &r->stages.capacity);
	r->stages.items[r->stages.count] = stage;
	return &r->stages.items[r->stages.count++];
}

/* A flag's value: --from=X of COPY, or from=X in a --mount=. */
static struct str
flag_from(struct str flag)
{
	struct str from = { NULL, 0 };
	if (str_starts(flag, STR("--from=")))
		return str_sub(flag, 7, flag.n);
	if (str_starts(flag, STR("--mount=")))
		flag = str_sub(flag, 8, flag.n);
	while (flag.p != NULL) {
		struct str part = str_cut(&flag, ',');
		if (str_starts(part, STR("from=")))
			from = str_sub(part, 5, part.n);
	}
	return from;
}

static void
add_step(struct reader *r, struct dockerfile_stage *stage, struct str name, struct str rest)
{
	struct dockerfile_step step = { .rest = str_trim(rest) };
	struct str word;
	char *capitals = str_z(name);
	for (size_t i = 0; i < name.n; i++)
		capitals[i] = (char)(name.p[i] >= 'a' && name.p[i] <= 'z' ? name.p[i] - 'a' + 'A' : name.p[i]);
	step.word = str_of(capitals);
	for (step.what = step.rest; str_word(&rest, &word) && (str_starts(word, STR("--")) || str_eq(word, STR("\\"))); step.what = str_trim(rest)) {
		struct str from = expand(r, flag_from(word));
		if (from.n > 0)
			str_list_add(&stage->uses, from);
		if (from.n > 0 && str_starts(word, STR("--from=")))
			step.from = from;
	}
	arena_reserve(&stage->steps, stage->count, &stage->capacity);
	stage->steps[stage->count++] = step;
}

struct dockerfile_stages
dockerfile_read(struct str text)
{
	struct reader r = { .globals = NULL };
	struct dockerfile_stage *stage = NULL;
	struct instructions instructions = { text, 0 };
	struct instruction instruction;
	while (instruction_next(&instructions, &instruction)) {
		struct str rest = instruction.text, word;
		if (!str_word(&rest, &word))
			continue;
		if (same_word(word, STR("FROM")) && r.stages.count < STAGE_LIMIT) {
			stage = add_stage(&r, rest);
			stage->text = instruction.text;
		} else if (stage != NULL) {
			stage->text.n = (size_t)(instruction.text.p + instruction.text.n - stage->text.p);
			add_step(&r, stage, word, rest);
		} else if (same_word(word, STR("ARG")))
			add_global(&r, rest);
	}
	return r.stages;
}

const struct dockerfile_stage *
dockerfile_stage(const struct dockerfile_stages *stages, struct str name)
{
	for (size_t i = stages->count; i-- > 0 && name.n > 0;)
		if (same_word(stages->items[i].name, name))
			return &stages->items[i];
	return NULL;
}

static bool
makes_layer(const struct dockerfile_step *step)
{
	static const char *const words[] = { "ADD", "COPY", "RUN", "WORKDIR" };
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_eq(step->word, str_of(words[i])))
			return true;
	return false;
}

struct dockerfile_layers
dockerfile_layers(const struct dockerfile_stages *stages, struct str name)
{
	struct dockerfile_layers layers = { NULL, 0, 0 };
	/* From the top down, each stage's last step first; a stage can only start from one above it. */
	const struct dockerfile_stage *stage = dockerfile_stage(stages, name);
	while (stage != NULL) {
		for (size_t i = stage->count; i-- > 0;)
			if (makes_layer(&stage->steps[i])) {
				arena_reserve(&layers.items, layers.count, &layers.capacity);
				layers.items[layers.count++] = &stage->steps[i];
			}
		const struct dockerfile_stage *base = dockerfile_stage(stages, stage->base);
		stage = base != NULL && base < stage ? base : NULL;
	}
	for (size_t i = 0; i < layers.count / 2; i++) {
		const struct dockerfile_step *other = layers.items[layers.count - 1 - i];
		layers.items[layers.count - 1 - i] = layers.items[i];
		layers.items[i] = other;
	}
	return layers;
}

struct str
dockerfile_layer_name(const struct dockerfile_step *step)
{
	if (step->from.n > 0)
		return step->from;
	struct str rest = step->what, line = str_cut(&rest, '\n');
	line = str_format("%.*s %.*s", STRF(step->word), STRF(line));
	return line.n <= NAME_WIDTH ? line : str_format("%.*s...", NAME_WIDTH - 3, line.p);
}
