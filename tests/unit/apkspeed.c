/* The complete pair of Alpine 3.18's indexes. How long it takes, in time of the processor, is said and not judged: that
   depends on the machine. */
#include "base/base.h"

#include <stdlib.h>
#include <time.h>

#include "apk/closure.h"
#include "apk/index.h"
#include "base/arena.h"
#include "tap.h"

enum { TRIES = 5 };

static double
ms_since(clock_t start)
{
	return (double)(clock() - start) * 1000 / CLOCKS_PER_SEC;
}

static struct str
path_of(const char *repository)
{
	const char *shared = getenv("SCIBIDS_SHARED");
	return str_format("%s/data/apkindex/v3.18-%s-x86_64.APKINDEX.tar.gz", shared == NULL ? "../shared" : shared, repository);
}

static bool
read_pair(struct apkindex *index)
{
	struct error error;
	*index = (struct apkindex){ .tools = APK_TOOLS_2 };
	return apkindex_add(index, path_of("main").p, &error) && apkindex_add(index, path_of("community").p, &error);
}

static void
look_up_all(const struct apkindex *index)
{
	clock_t start = clock();
	size_t missing = 0;
	for (size_t i = 0; i < index->name_count; i++)
		missing += apkindex_providers(index, index->names[i]->name) == NULL;
	double ns = ms_since(start) * 1e6 / (double)index->name_count;
	ok(missing == 0, "%zu names looked up, %.0f ns each", index->name_count, ns);
}

static void
close_over(struct apkindex *index)
{
	struct apk_closure closure;
	struct str_list words = { NULL, 0, 0 };
	str_list_add(&words, STR("postgresql-dev"));
	clock_t start = clock();
	apkindex_closure(index, &words, &closure);
	double ms = ms_since(start);
	ok(closure.count == 42, "closure of postgresql-dev, %zu packages, in %.1f ms", closure.count, ms);
}

int
main(void)
{
	struct apkindex index;
	double best = 0;
	if (!read_pair(&index)) {
		ok(1, "speed # skip no %s", path_of("main").p);
		return tap_end();
	}
	for (int i = 0; i < TRIES; i++) {
		arena_reset();
		clock_t start = clock();
		bool good = read_pair(&index);
		double ms = ms_since(start);
		if (good && (i == 0 || ms < best))
			best = ms;
	}
	ok(index.count == 20069, "%zu packages read and indexed in %.1f ms", index.count, best);
	look_up_all(&index);
	close_over(&index);
	arena_reset();
	return tap_end();
}
