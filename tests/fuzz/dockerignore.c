#include "base/base.h"

#include "context/dockerignore.h"

#include "replay.h"

/* The rules of the input against paths that match some of them, and against its own lines. */
static void
fuzz_one(struct str input)
{
	static const char *const paths[] = { "a", "src", "src/app", "src/app/main.py", "\xff/\xc3\xa9", "a\nb", ".git/config" };
	struct error error;
	struct dockerignore *rules = dockerignore_new();
	struct str line, rest = input;
	dockerignore_add(rules, input, &error);
	unsigned char *parent = arena_take(dockerignore_memory(rules)), *own = arena_take(dockerignore_memory(rules));
	for (size_t i = 0; i < COUNT(paths); i++) {
		dockerignore_excludes(rules, str_of(paths[i]), i == 0 ? NULL : parent, own);
		dockerignore_excludes(rules, str_of(paths[i]), NULL, parent);
		dockerignore_enters(rules, str_of(paths[i]));
	}
	for (int i = 0; i < 20 && str_line(&rest, &line); i++)
		if (line.n > 0)
			dockerignore_excludes(rules, line, NULL, own);
}
