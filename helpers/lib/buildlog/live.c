#include "base/base.h"

#include "base/tail.h"
#include "buildlog/live.h"

/* Seconds that the stage has taken so far. */
static double
age(const struct buildkit_stage *stage, double now)
{
	return (double)stage->tenths / 10 + (now > stage->since ? now - stage->since : 0);
}

const struct buildkit_stage *
buildkit_log_oldest(const struct buildkit_log *log, double now)
{
	const struct buildkit_stage *stage, *oldest = NULL;
	for (size_t i = 0; (stage = buildkit_log_stage(log, i)) != NULL; i++)
		if (stage->open > 0 && (oldest == NULL || age(stage, now) > age(oldest, now)))
			oldest = stage;
	return oldest;
}

struct line {
	char text[1024];
	size_t n;
};

static void
put(struct line *line, struct str s)
{
	s = str_sub(s, 0, sizeof(line->text) - line->n);
	memcpy(line->text + line->n, s.p, s.n);
	line->n += s.n;
}

static void
put_stage(struct line *line, const struct buildkit_stage *stage, struct buildkit_times *times, double now)
{
	char words[64];
	bool by_record = false;
	put(line, stage->name);
	put(line, (struct str){ words, (size_t)snprintf(words, sizeof(words), " %.0f s", age(stage, now)) });
	double before = age(stage, now) < 2 ? 0 : buildkit_times_of(times, stage->name, &by_record);
	if (before >= 5)
		put(line, (struct str){ words, (size_t)snprintf(words, sizeof(words), " (%.0f s %s)", before, by_record ? "by its record" : "last time") });
	if (stage->share_n > 0) {
		put(line, STR(" "));
		put(line, (struct str){ stage->share, stage->share_n });
	}
}

size_t
buildkit_live(char *out, size_t columns, const struct buildkit_log *log, const struct buildkit_stage *first, struct str verb,
              struct buildkit_times *times, double now)
{
	struct line line = { .n = 0 };
	const struct buildkit_stage *stage;
	char words[32];
	put(&line, (struct str){ words, (size_t)snprintf(words, sizeof(words), "  %-8.*s", verb.n > 20 ? 20 : (int)verb.n, verb.p) });
	put_stage(&line, first, times, now);
	for (size_t i = 0; (stage = buildkit_log_stage(log, i)) != NULL && line.n < columns; i++)
		if (stage->open > 0 && stage != first) {
			put(&line, STR(", "));
			put_stage(&line, stage, times, now);
		}
	if (first->last_n > 0) {
		put(&line, STR(": "));
		put(&line, (struct str){ first->last, first->last_n });
	}
	return tail_clean(out, columns, (struct str){ line.text, line.n });
}
