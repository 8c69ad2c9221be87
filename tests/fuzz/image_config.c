#include "base/base.h"

#include "replay.h"

#include "image/config.h"

/* What can be changed is a configuration again, with as many layers and the new last one. */
static void
fuzz_one(struct str input)
{
	struct image_config before, after;
	struct str why, changed, id = str_format("sha256:%064d", 7);
	if (!image_config_read(input, &before, &why) ||
	    !image_config_change(&before, id, STR("scibids.key=x\n"), STR("scibids.key=y\na=b\n"), &changed, &why))
		return;
	if (!image_config_read(changed, &after, &why) || after.layer_count != before.layer_count || !str_eq(after.last, id) ||
	    !str_eq(after.platform, before.platform))
		abort();
}
