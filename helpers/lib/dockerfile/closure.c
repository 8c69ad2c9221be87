#include "base/base.h"

#include "base/arena.h"
#include "base/sha256.h"
#include "dockerfile/closure.h"

/* Contexts that hold the user's files: the Dockerfile does not say which. */
static const char *const given[] = { "project", "request" };

static bool
copies_context(const struct dockerfile_step *step)
{
	return (str_eq(step->word, STR("COPY")) || str_eq(step->word, STR("ADD"))) && step->from.n == 0 && !str_starts(step->what, STR("<<"));
}

static bool
is_known(const struct dockerfile_stage *stage)
{
	for (size_t i = 0; i < COUNT(given); i++)
		if (str_eq(stage->name, str_of(given[i])))
			return false;
	for (size_t i = 0; i < stage->count; i++)
		if (copies_context(&stage->steps[i]))
			return false;
	return true;
}

/* Marks the stage and all that it uses. */
static bool
mark(const struct dockerfile_stages *stages, const struct dockerfile_stage *stage, bool *marks)
{
	size_t at = (size_t)(stage - stages->items);
	if (marks[at])
		return true;
	marks[at] = true;
	for (size_t i = 0; i < stage->uses.count; i++) {
		const struct dockerfile_stage *used = dockerfile_stage(stages, stage->uses.items[i]);
		if (used != NULL && used < stage && !mark(stages, used, marks))
			return false;
	}
	return is_known(stage);
}

/* The lines "#   SHA256  PATH" of what TEXT mounts; a directory's path ends in a star. */
static void
add_scripts(struct sha256 *sum, struct str dockerfile, struct str text)
{
	struct str line, head = STR("#   ");
	while (str_line(&dockerfile, &line)) {
		struct str digest = str_sub(line, head.n, 2 * SHA256_BYTES), path = str_sub(line, head.n + digest.n + 2, line.n);
		if (!str_starts(line, head) || !sha256_is(digest) || path.n == 0)
			continue;
		if (str_ends(path, STR("/*")))
			path.n -= 2;
		struct str mount = str_format("from=scibids,source=%.*s,", STRF(path));
		if (str_find_str(text, mount) < text.n)
			sha256_add_part(sum, line);
	}
}

bool
dockerfile_closure_hash(struct str text, const struct dockerfile_stages *stages, struct str platform, struct str name, struct str *hash)
{
	const struct dockerfile_stage *stage = dockerfile_stage(stages, name);
	bool *marks = arena_take_array(stages->count + 1, sizeof(*marks));
	struct text used = { NULL, 0, 0 };
	if (stage == NULL || !mark(stages, stage, marks))
		return false;
	for (size_t i = 0; i < stages->count; i++)
		if (marks[i])
			text_add(&used, stages->items[i].text);
	struct sha256 *sum = sha256_begin();
	sha256_add_part(sum, platform);
	sha256_add_part(sum, text_str(&used));
	add_scripts(sum, text, text_str(&used));
	*hash = sha256_end(sum);
	return true;
}
