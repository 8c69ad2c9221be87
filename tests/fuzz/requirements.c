#include "base/base.h"

#include "replay.h"
#include "requirements/requirements.h"

static void
fuzz_one(struct str input)
{
	struct requirements r;
	size_t count;
	requirements_parse(STR("r.txt"), input, &r);
	struct requirements_hashes *hashes = requirements_hashes(&r, &count);
	for (size_t i = 0; i < count; i++)
		if (!pep503_is_name(hashes[i].project))
			abort();
	const struct requirement **first = requirements_first(&r, &count);
	for (size_t i = 0; i < count; i++)
		if (!pep503_is_name(first[i]->spec.project))
			abort();
}
