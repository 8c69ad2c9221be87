/* A compiled file with any lines is searched without harm. */
#include "base/base.h"

#include "audit/audit.h"
#include "replay.h"

static void
fuzz_one(struct str input)
{
	struct advisories advisories = { .date = STR("2024-10-10T00:00:00Z"), .body = input }, parsed;
	struct inventory inventory = { .kind = INVENTORY_IMAGE, .distro = STR("alpine"), .branch = STR("v3.20") };
	struct audit audit = { .advisories = &advisories, .inventory = &inventory };
	struct str what;
	advisory_parse(input, &parsed, &what);
	inventory_add(&inventory, (struct component){ .kind = COMPONENT_APK, .name = STR("libcrypto3"), .version = STR("3.3.2-r0"), .origin = STR("openssl") });
	inventory_add(&inventory, (struct component){ .kind = COMPONENT_PYTHON, .name = STR("django"), .version = STR("4.2.15") });
	inventory_add(&inventory, (struct component){ .kind = COMPONENT_PYTHON, .name = STR("pillow"), .version = STR("9.0"), .owner = 1 });
	inventory_add(&inventory, (struct component){ .kind = COMPONENT_CPYTHON, .name = STR("cpython"), .version = STR("3.13.5") });
	audit_run(&audit);
}
