#include "base/base.h"

#include "base/utf8.h"
#include "buildlog/buildah.h"
#include "buildlog/live.h"
#include "replay.h"

/* Whatever the log says, texts that reach a terminal have no control characters. */
static void
no_controls(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			abort();
}

static void
no_controls_in(const struct str_list *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		no_controls(lines->items[i]);
}

/* The live line is no wider than the terminal. */
static void
show_live(const struct buildkit_log *log, size_t columns, double now)
{
	char line[256];
	struct str_list none = { NULL, 0, 0 };
	const struct buildkit_stage *stage = buildkit_log_oldest(log, now);
	if (stage == NULL)
		return;
	struct buildkit_times *times = buildkit_times_new(none, none);
	struct str shown = { line, buildkit_live(line, columns, log, stage, STR("BUILD"), times, now) };
	if (shown.n > columns || !utf8_is(shown))
		abort();
	no_controls(shown);
}

/* What is translated is read like the rest. */
static void
fuzz_buildah(struct str input)
{
	struct buildah *buildah = buildah_new();
	struct buildkit_log *log = buildkit_log_new(STR("image"));
	buildkit_log_feed(log, buildah_translate(buildah, str_sub(input, 0, input.n / 3), 1), 1);
	buildkit_log_feed(log, buildah_translate(buildah, str_sub(input, input.n / 3, input.n), 2), 2);
	buildkit_log_feed(log, buildah_end(buildah, 3), 3);
	buildkit_log_end(log, input.n % 2 == 0, 3);
	no_controls(buildkit_log_failure(log).reason);
}

static void
fuzz_one(struct str input)
{
	fuzz_buildah(input);
	struct buildkit_log *log = buildkit_log_new(STR("image"));
	size_t half = input.n / 2;
	buildkit_log_feed(log, str_sub(input, 0, half), 1);
	show_live(log, 8 + input.n % 200, 1.5);
	buildkit_log_feed(log, str_sub(input, half, input.n), 2);
	show_live(log, 8 + input.n % 200, 20);
	buildkit_log_end(log, input.n % 2 == 0, 3);
	const struct buildkit_stage *stage;
	size_t stages = 0, ended = 0;
	for (; (stage = buildkit_log_stage(log, stages)) != NULL; stages++)
		no_controls(stage->name);
	while (buildkit_log_ended(log, ended) != NULL)
		ended++;
	if (ended > stages)
		abort();
	struct buildkit_failure f = buildkit_log_failure(log);
	no_controls(f.reason);
	no_controls(f.image);
	no_controls_in(&f.own);
	no_controls_in(&f.tail);
}
