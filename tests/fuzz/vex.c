/* Statements of either form are read, applied, and what is written of it reads back. */
#include "base/base.h"

#include "audit/sarif.h"
#include "replay.h"

static void
fuzz_one(struct str input)
{
	static struct component component = { .kind = COMPONENT_PYTHON, .name = { "django", 6 }, .version = { "4.2.15", 6 }, .location = { "x", 1 } };
	struct advisories advisories = { .date = STR("2024-10-10T00:00:00Z") };
	struct inventory inventory = { .kind = INVENTORY_IMAGE };
	struct finding finding = { .component = &component, .package = component.name, .id = STR("CVE-2024-45230"), .score = 75, .summary = input };
	struct audit audit = { .advisories = &advisories, .inventory = &inventory, .findings = &finding, .count = 1 };
	struct vex vex = { NULL, 0, 0 }, again = { NULL, 0, 0 };
	struct error error;
	str_list_add(&finding.ids, finding.id);
	if (vex_read(input, "fuzz.yaml", &vex, &error))
		vex_apply(&vex, &audit, STR("2026-01-31"));
	sarif_text(&audit, &vex, "1");
	if (!vex_read(vex_text(&audit, STR("2026-01-31T00:00:00Z")), "own.json", &again, &error) || again.count != 1)
		abort();
}
