/* An index file, or a database of installed packages: what is read can be looked up, closed over, and walked file by file. */
#include "base/base.h"

#include "apk/closure.h"
#include "replay.h"

enum { MOST_CLOSURES = 3 };

static void
close_over(struct apkindex *index)
{
	for (size_t i = 0; i < index->count && i < MOST_CLOSURES; i++) {
		const struct apk *apk = index->apks[index->count - 1 - i];
		struct apk_closure closure;
		struct str_list words = { NULL, 0, 0 };
		str_list_add(&words, apk->name);
		apkindex_closure(index, &words, &closure);
		if (closure.problems.count == 0 && closure.count == 0)
			abort();
	}
}

static void
look_up(const struct apkindex *index)
{
	for (size_t i = 0; i < index->count; i++) {
		const struct apk *apk = index->apks[i];
		if (apkindex_find(index, apk->name) == NULL || apkindex_providers(index, apk->name) == NULL)
			abort();
	}
}

static void
fuzz_one(struct str input)
{
	struct str text;
	struct error error;
	if (!apk_text_of(input, "fuzz", &text, &error))
		return;
	for (int installed = 0; installed < 2; installed++) {
		struct apkindex index = { .tools = APK_TOOLS_2 };
		bool good = apkindex_add_text(&index, text, installed == 1, "fuzz", &error);
		if (!good && (error.what == NULL || error.line == 0))
			abort();
		look_up(&index);
		close_over(&index);
	}
}
