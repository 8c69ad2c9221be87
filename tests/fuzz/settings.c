#include "base/base.h"

#include "replay.h"

#include "dockerfile/dockerfile.h"
#include "dockerfile/parts.h"
#include "lock/settings.h"

/* Whatever the settings are, the instructions made of them are lines that begin with an instruction. */
static void
fuzz_one(struct str input)
{
	const struct settings settings = { input };
	const struct lock lock = { .base_image = STR("python:3"), .created = STR("2026-01-01T00:00:00Z") };
	const struct dockerfile d = { .lock = &lock, .settings = &settings };
	struct final_settings final;
	struct str why, line;
	if (!dockerfile_final(&d, &final, &why))
		return;
	struct text all = { NULL, 0, 0 };
	text_addf(&all, "%.*s\n%.*s\n%.*s\n%.*s\n", STRF(final.env), STRF(final.labels), STRF(final.entrypoint), STRF(final.cmd));
	for (struct str rest = text_str(&all); str_line(&rest, &line);)
		if (line.n > 0 && !str_starts(line, STR("ENV ")) && !str_starts(line, STR("LABEL ")) && !str_starts(line, STR("CMD [")) &&
		    !str_starts(line, STR("ENTRYPOINT [")))
			abort();
}
