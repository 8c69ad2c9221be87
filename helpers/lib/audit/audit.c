#include "base/base.h"

#include <stdlib.h>

#include "audit/audit.h"
#include "audit/match.h"

/* Worst first. */
static int
compare(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int order = (int)y->rated - (int)x->rated;
	if (order == 0 && x->rated)
		order = (int)y->rating - (int)x->rating;
	if (order == 0)
		order = y->score - x->score;
	if (order == 0)
		order = str_cmp(x->package, y->package);
	if (order == 0)
		order = str_cmp(x->component->version, y->component->version);
	return order != 0 ? order : str_cmp(x->id, y->id);
}

void
audit_run(struct audit *audit)
{
	inventory_trace(audit->inventory);
	audit_match(audit);
	for (size_t i = 0; i < audit->count; i++) {
		audit->findings[i].via = inventory_via(audit->inventory, audit->findings[i].component);
		finding_fix(audit, &audit->findings[i]);
	}
	if (audit->count > 1)
		qsort(audit->findings, audit->count, sizeof(*audit->findings), compare);
}
