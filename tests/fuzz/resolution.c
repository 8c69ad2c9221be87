#include "base/base.h"

#include "replay.h"

#include "relock/resolution.h"

static void
fuzz_one(struct str input)
{
	struct resolution resolution;
	struct error error;
	if (!resolution_parse(input, &resolution, &error) && error.what == NULL)
		abort();
}
