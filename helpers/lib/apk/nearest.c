#include "base/base.h"

#include <stdlib.h>

#include "apk/nearest.h"
#include "base/arena.h"
#include "base/distance.h"

enum { MOST_HINTS = 3 };

struct near {
	struct str name;
	size_t distance;
};

static struct str
without_lib(struct str name)
{
	return str_sub(name, str_starts(name, STR("lib")) ? 3 : 0, name.n);
}

/* Other distributions have libyaml-dev for yaml-dev: "lib" counts as one slip. So do up to four letters missing at the end. */
static size_t
slips(struct str wrong, struct str name, size_t limit)
{
	size_t n = distance(wrong, name, limit), k;
	if (str_starts(wrong, STR("lib")) != str_starts(name, STR("lib")) &&
	    (k = distance(without_lib(wrong), without_lib(name), limit) + 1) < n)
		n = k;
	if (str_starts(name, wrong) && (k = (name.n - wrong.n) / 4 + 1) < n)
		n = k;
	return n;
}

static int
compare_near(const void *a, const void *b)
{
	const struct near *x = a, *y = b;
	int order = (x->distance > y->distance) - (x->distance < y->distance);
	if (order == 0)
		order = (x->name.n > y->name.n) - (x->name.n < y->name.n);
	return order != 0 ? order : str_cmp(x->name, y->name);
}

/* "so:", "cmd:", "pc:" or nothing. */
static struct str
class_of(struct str name)
{
	size_t colon = str_find(name, ':');
	return str_sub(name, 0, colon == name.n ? 0 : colon + 1);
}

/* At most LIMIT names, all equally near, the shortest first. */
static void
find_nearest(const struct apkindex *index, struct str name, size_t limit, struct str_list *nearest)
{
	struct near *found = NULL;
	size_t count = 0, capacity = 0;
	struct str class = class_of(name);
	if (name.n == 0 || name.n > DISTANCE_LONGEST)
		return;
	size_t most = (name.n - class.n) / 3 > 0 ? (name.n - class.n) / 3 : 1;
	for (size_t i = 0; i < index->name_count; i++) {
		struct str other = index->names[i]->name;
		if (index->names[i]->first == NULL || !str_eq(class_of(other), class))
			continue;
		size_t d = slips(name, other, most);
		if (d > most && !str_starts(other, name))
			continue;
		arena_reserve(&found, count, &capacity);
		found[count++] = (struct near){ other, d };
	}
	if (count > 1)
		qsort(found, count, sizeof(*found), compare_near);
	for (size_t i = 0; i < count && i < limit && found[i].distance == found[0].distance; i++)
		str_list_add(nearest, found[i].name);
}

struct str
apkindex_hint(const struct apkindex *index, struct str name)
{
	struct str_list nearest = { NULL, 0, 0 };
	struct text text = { NULL, 0, 0 };
	find_nearest(index, name, MOST_HINTS, &nearest);
	for (size_t i = 0; i < nearest.count; i++)
		text_addf(&text, "%s%.*s", i == 0 ? "did you mean " : i + 1 < nearest.count ? ", " : " or ", STRF(nearest.items[i]));
	if (nearest.count > 0)
		text_add(&text, STR("?"));
	return text_str(&text);
}
