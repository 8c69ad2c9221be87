#include "base/base.h"

#include <limits.h>

#include "record/alpine.h"

unsigned
record_alpine(struct str release)
{
	uint64_t major, minor;
	if (str_eq(release, STR("edge")))
		return UINT_MAX;
	struct str head = str_cut(&release, '.');
	if (release.p == NULL || !str_u64(head, &major) || !str_u64(release, &minor) || major > 99 || minor > 999)
		return 0;
	return (unsigned)(major * 1000 + minor);
}

/* One comparison such as ">=3.20", or a release alone. False if it is none; *HOLDS says whether RELEASE fits. */
static bool
compare_release(struct str clause, unsigned release, bool *holds)
{
	size_t n = 0;
	while (n < clause.n && n < 2 && (clause.p[n] == '<' || clause.p[n] == '>' || clause.p[n] == '='))
		n++;
	struct str operator= str_sub(clause, 0, n);
	unsigned other = record_alpine(str_trim(str_sub(clause, n, clause.n)));
	if (n == 0 || str_eq(operator, STR("==")))
		*holds = release == other;
	else if (str_eq(operator, STR(">=")))
		*holds = release >= other;
	else if (str_eq(operator, STR("<=")))
		*holds = release <= other;
	else if (str_eq(operator, STR(">")))
		*holds = release > other;
	else if (str_eq(operator, STR("<")))
		*holds = release < other;
	else
		return false;
	return other != 0;
}

static bool
range_holds(struct str range, unsigned release, bool *holds)
{
	size_t hyphen = str_find_str(range, STR(" - "));
	bool one;
	*holds = true;
	if (hyphen < range.n) {
		unsigned low = record_alpine(str_trim(str_sub(range, 0, hyphen)));
		unsigned high = record_alpine(str_trim(str_sub(range, hyphen + 3, range.n)));
		*holds = low <= release && release <= high;
		return low != 0 && low <= high;
	}
	while (range.p != NULL) {
		if (!compare_release(str_trim(str_cut(&range, ',')), release, &one))
			return false;
		*holds = *holds && one;
	}
	return true;
}

bool
record_is_alpine_range(struct str range)
{
	bool holds;
	return range.p != NULL && range_holds(range, 1, &holds);
}

bool
record_alpine_in(struct str range, unsigned release)
{
	bool holds;
	return range.p == NULL || (range_holds(range, release, &holds) && holds);
}
