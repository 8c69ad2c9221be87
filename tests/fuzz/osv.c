/* Any document that is read as advisories compiles to a file that reads back, whose every line can be matched. */
#include "base/base.h"

#include "audit/advisory_source.h"
#include "replay.h"

static void
fuzz_one(struct str input)
{
	struct advisory_build build = { .pypi = 0 };
	struct advisory_source source = { .build = &build };
	struct advisories advisories;
	struct str what, line, rest, fixed;
	advisory_source_add(&source, STR("fuzz.yaml"), input);
	struct str file = advisory_text(&build, STR("2024-10-10T00:00:00Z"));
	if (!advisory_parse(file, &advisories, &what))
		abort();
	for (rest = advisories.body; str_line(&rest, &line);) {
		struct osv osv;
		struct osv_affected affected;
		struct str key = str_sub(line, 0, str_find(line, '\t') + 1);
		if (advisory_find(&advisories, key).n < line.n)
			abort();
		bool of_package = line.p[0] == 'p' || line.p[0] == 'c' || line.p[0] == 'o';
		if (of_package && !advisory_read(line, &osv, &affected))
			abort();
		if (of_package)
			osv_affects(&affected, STR("1.2"), &fixed);
	}
}
