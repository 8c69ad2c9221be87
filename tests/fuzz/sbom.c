/* Any bytes as a bill of materials: its parts, or a reason. */
#include "base/base.h"

#include "replay.h"
#include "sbom/sbom.h"

static void
fuzz_one(struct str input)
{
	struct sbom cyclonedx, spdx;
	struct str what = { NULL, 0 };
	struct str_list findings = { NULL, 0, 0 };
	struct fs fs;
	struct inventory inventory = { .kind = INVENTORY_ROOT };
	struct sbom_claims claims = { .counts = NULL };
	fs_begin(&fs, NULL, false);
	fs_settle(&fs, (const int[]){ 0 });
	if (!sbom_read_cyclonedx(input, &cyclonedx, &what) && what.n == 0)
		abort();
	what.n = 0;
	if (!sbom_read_spdx(input, &spdx, &what) && what.n == 0)
		abort();
	sbom_check(&fs, &inventory, &cyclonedx, &findings);
	sbom_compare(&cyclonedx, &spdx, &findings);
	sbom_claim(&fs, &inventory, &cyclonedx, &claims);
}
