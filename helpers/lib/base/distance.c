#include "base/base.h"

#include "base/distance.h"

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
distance(struct str a, struct str b, size_t limit)
{
	size_t rows[3][DISTANCE_LONGEST + 1];
	if ((a.n > b.n ? a.n - b.n : b.n - a.n) > limit)
		return limit + 1;
	for (size_t k = 0; k <= b.n; k++)
		rows[0][k] = k;
	for (size_t i = 1; i <= a.n; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
		size_t best = row[0] = i;
		for (size_t k = 1; k <= b.n; k++) {
			row[k] = least(above[k - 1] + (a.p[i - 1] != b.p[k - 1]), least(above[k], row[k - 1]) + 1);
			if (i > 1 && k > 1 && a.p[i - 1] == b.p[k - 2] && a.p[i - 2] == b.p[k - 1])
				row[k] = least(row[k], two_above[k - 2] + 1);
			best = least(best, row[k]);
		}
		if (best > limit)
			return limit + 1;
	}
	return least(rows[a.n % 3][b.n], limit + 1);
}
