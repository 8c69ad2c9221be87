#include "base/base.h"

#include "base/toml.h"
#include "replay.h"

static void
fuzz_one(struct str input)
{
	struct error error;
	if (toml_parse(input, &error) == NULL && error.what == NULL)
		abort();
}
