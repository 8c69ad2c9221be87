#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/escape.h"
#include "image/diff_config.h"

enum { VALUE_SHOWN = 60 };

/* The path to a node, from its end. */
struct way {
	const struct way *up; /* NULL: the document itself */
	struct str key;
	size_t index; /* in a list, where key.p is NULL */
};

struct differ {
	struct image_differences *out;
	const struct str *names;
	size_t limit;
};

static struct str
cut(struct str s)
{
	return s.n <= VALUE_SHOWN ? str_escape(s) : str_format("%.*s...", STRF(str_escape(str_sub(s, 0, VALUE_SHOWN))));
}

static void
write_way(struct text *text, const struct way *way)
{
	if (way->up == NULL)
		return;
	write_way(text, way->up);
	if (way->key.p == NULL)
		text_addf(text, "[%zu]", way->index);
	else
		text_addf(text, "%s%.*s", text->n == 0 ? "" : ".", STRF(cut(way->key)));
}

static struct str
value(const struct yaml *node)
{
	switch (node->kind) {
	case YAML_MAP: return str_format("%zu entr%s", node->count, node->count == 1 ? "y" : "ies");
	case YAML_LIST: return str_format("a list of %zu", node->count);
	default: return node->quoted ? str_format("\"%.*s\"", STRF(cut(node->text))) : cut(node->text);
	}
}

static void
add(const struct differ *d, const struct way *way, const struct yaml *a, const struct yaml *b)
{
	struct image_differences *out = d->out;
	struct text where = { NULL, 0, 0 };
	if (out->count++ >= d->limit)
		return;
	write_way(&where, way);
	struct str what = a != NULL && b != NULL ? str_format("%.*s -> %.*s", STRF(value(a)), STRF(value(b)))
	                                         : str_format("%.*s, only in %.*s", STRF(value(a != NULL ? a : b)), STRF(d->names[a == NULL]));
	arena_reserve(&out->items, out->shown, &out->capacity);
	out->items[out->shown++] = (struct image_difference){ where.n == 0 ? STR("all of it") : text_str(&where), what };
}

static int
compare_keys(const void *a, const void *b)
{
	return str_cmp((*(const struct yaml *const *)a)->key, (*(const struct yaml *const *)b)->key);
}

static const struct yaml **
sorted(const struct yaml *map)
{
	const struct yaml **items = arena_take_array(map->count + 1, sizeof(const struct yaml *));
	size_t n = 0;
	for (const struct yaml *e = map->first; e != NULL; e = e->next)
		items[n++] = e;
	if (n > 0)
		qsort(items, n, sizeof(const struct yaml *), compare_keys);
	return items;
}

static void compare(const struct differ *d, const struct way *way, const struct yaml *a, const struct yaml *b);

static void
compare_maps(const struct differ *d, const struct way *way, const struct yaml *a, const struct yaml *b)
{
	const struct yaml **x = sorted(a), **y = sorted(b);
	while (*x != NULL || *y != NULL) {
		int order = *x == NULL ? 1 : *y == NULL ? -1 : str_cmp((*x)->key, (*y)->key);
		struct str key = order <= 0 ? (*x)->key : (*y)->key;
		const struct way next = { way, key, 0 };
		if (way->up != NULL || !str_eq(key, STR("rootfs")))
			compare(d, &next, order <= 0 ? *x : NULL, order >= 0 ? *y : NULL);
		x += order <= 0;
		y += order >= 0;
	}
}

static void
compare(const struct differ *d, const struct way *way, const struct yaml *a, const struct yaml *b)
{
	if (a == NULL || b == NULL || a->kind != b->kind || (a->kind == YAML_SCALAR && (!str_eq(a->text, b->text) || a->quoted != b->quoted)))
		add(d, way, a, b);
	else if (a->kind == YAML_MAP)
		compare_maps(d, way, a, b);
	else if (a->kind == YAML_LIST) {
		const struct yaml *x = a->first, *y = b->first;
		for (struct way next = { way, { NULL, 0 }, 0 }; x != NULL || y != NULL; next.index++) {
			compare(d, &next, x, y);
			x = x == NULL ? NULL : x->next;
			y = y == NULL ? NULL : y->next;
		}
	}
}

void
image_diff_config(const struct yaml *a, const struct yaml *b, const struct str names[2], size_t limit,
                  struct image_differences *out)
{
	const struct differ d = { out, names, limit };
	const struct way top = { NULL, { NULL, 0 }, 0 };
	if (a != NULL || b != NULL)
		compare(&d, &top, a, b);
}
