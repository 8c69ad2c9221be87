#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "report/html.h"
#include "report/map.h"
#include "report/treemap.h"

/* Items of less are drawn as one; a group of one box needs no title. */
#define LEAST_SHARE 0.004

static const struct treemap_box shapes[2] = { { 0, 0, 160, 90 }, { 0, 0, 90, 130 } };

struct boxes {
	uint64_t *weights;
	struct treemap_box *places[2];
	size_t count;
};

static struct boxes
boxes_new(size_t capacity)
{
	struct boxes b = { .weights = arena_take_array(capacity + 1, sizeof(*b.weights)) };
	for (size_t s = 0; s < COUNT(shapes); s++)
		b.places[s] = arena_take_array(capacity + 1, sizeof(**b.places));
	return b;
}

/* In per cent of WITHIN, whose shape the boxes have. */
static void
place(struct boxes *b, const struct treemap_box within[2])
{
	for (size_t s = 0; s < COUNT(shapes); s++) {
		struct treemap_box at = { 0, 0, within[s].width, within[s].height };
		treemap(b->weights, b->count, at, b->places[s]);
		for (size_t i = 0; i < b->count; i++) {
			struct treemap_box *box = &b->places[s][i];
			double width = at.width > 0 ? at.width : 1, height = at.height > 0 ? at.height : 1;
			*box = (struct treemap_box){ 100 * box->x / width, 100 * box->y / height, 100 * box->width / width, 100 * box->height / height };
		}
	}
}

/* x, y, w, h of the wide shape, and X, Y, W, H of the narrow one. */
static void
add_style(struct text *out, const struct boxes *b, size_t i)
{
	const struct treemap_box *wide = &b->places[0][i], *narrow = &b->places[1][i];
	text_addf(out, " style=\"--x:%.2f;--y:%.2f;--w:%.2f;--h:%.2f;--X:%.2f;--Y:%.2f;--W:%.2f;--H:%.2f\"", wide->x, wide->y, wide->width,
	          wide->height, narrow->x, narrow->y, narrow->width, narrow->height);
}

static void
add_box(struct text *out, const struct map_item *item, uint64_t whole, const struct boxes *b, size_t i)
{
	struct str name = html(item->name), version = html(item->version), size = html_bytes(item->bytes);
	text_addf(out, "<a class=\"box %s\" href=\"%.*s\" title=\"%.*s%s%.*s: %.*s, %.*s\xc2\xa0%%\"", item->class, STRF(item->href), STRF(name),
	          version.n > 0 ? " " : "", STRF(version), STRF(size), STRF(html_share(item->bytes, whole)));
	add_style(out, b, i);
	text_addf(out, "><b>%.*s</b> <span>%.*s</span></a>\n", STRF(name), STRF(size));
}

/* The items to draw: those that are large enough, and one for the others, in its place by size. */
static size_t
choose(const struct map_group *group, uint64_t whole, struct map_item *drawn)
{
	size_t there = 0, shown = 0;
	uint64_t rest = 0;
	while (there < group->count && group->items[there].bytes > 0)
		there++;
	while (shown < there && (shown == 0 || shown + 1 == there || (double)group->items[shown].bytes >= LEAST_SHARE * (double)whole)) {
		drawn[shown] = group->items[shown];
		shown++;
	}
	size_t others = there - shown, count = shown;
	for (size_t i = shown; i < there; i++)
		rest += group->items[i].bytes;
	if (others == 0)
		return count;
	while (shown > 0 && drawn[shown - 1].bytes < rest) {
		drawn[shown] = drawn[shown - 1];
		shown--;
	}
	drawn[shown] = (struct map_item){ str_format("%zu more", others), STR(""), group->href, "other", rest };
	return count + 1;
}

static void
add_group(struct text *out, const struct map_group *group, uint64_t whole, const struct boxes *groups, size_t at)
{
	struct map_item *drawn = arena_take_array(group->count + 2, sizeof(*drawn));
	struct boxes b = boxes_new(group->count + 1);
	struct treemap_box within[2];
	b.count = choose(group, whole, drawn);
	for (size_t i = 0; i < b.count; i++)
		b.weights[i] = drawn[i].bytes;
	for (size_t s = 0; s < COUNT(shapes); s++)
		within[s] = (struct treemap_box){ 0, 0, groups->places[s][at].width * shapes[s].width, groups->places[s][at].height * shapes[s].height };
	place(&b, within);
	text_addf(out, "<div class=\"group%s\"", b.count == 1 && str_ends(group->name, drawn[0].name) ? " single" : "");
	add_style(out, groups, at);
	text_addf(out, "><h3>%.*s <span>%.*s</span></h3><div class=\"inside\">\n", STRF(html(group->name)), STRF(html_bytes(group->bytes)));
	for (size_t i = 0; i < b.count; i++)
		add_box(out, &drawn[i], whole, &b, i);
	text_add(out, STR("</div></div>\n"));
}

static int
by_bytes(const void *a, const void *b)
{
	const struct map_group *x = a, *y = b;
	return x->bytes != y->bytes ? (x->bytes < y->bytes) - (x->bytes > y->bytes) : str_cmp(x->name, y->name);
}

struct str
report_map(struct map_group *groups, size_t count)
{
	struct text out = { NULL, 0, 0 };
	struct boxes b = boxes_new(count);
	uint64_t whole = 0;
	if (count > 1)
		qsort(groups, count, sizeof(*groups), by_bytes);
	for (; b.count < count && groups[b.count].bytes > 0; b.count++) {
		b.weights[b.count] = groups[b.count].bytes;
		whole += groups[b.count].bytes;
	}
	place(&b, shapes);
	for (size_t i = 0; i < b.count; i++)
		add_group(&out, &groups[i], whole, &b, i);
	return out.n == 0 ? STR("") : text_str(&out);
}
