/* The builder's stages on a line of time. */

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "buildlog/times.h"
#include "report/html.h"
#include "report/section.h"

static struct str
share(uint64_t part, uint64_t whole)
{
	return html_share(part < whole ? part : whole, whole);
}

static void
add_row(struct text *out, struct str name, uint64_t from, uint64_t to, uint64_t all, const char *class)
{
	uint64_t length = to > from ? to - from : 0;
	text_addf(out, "<tr%s><th scope=\"row\">%.*s</th>", strcmp(class, "build") == 0 ? " class=\"whole\"" : "", STRF(html(name)));
	text_addf(out, "<td class=\"track\" aria-hidden=\"true\"><span class=\"%s\" style=\"--from:%.*s;--length:%.*s\"></span></td>", class, STRF(share(from, all)), STRF(share(length, all)));
	text_addf(out, "<td class=\"n\" data-label=\"From\">%.1f\xc2\xa0s</td><td class=\"n\" data-label=\"Took\">%.1f\xc2\xa0s</td></tr>\n", (double)from / 10,
	          (double)length / 10);
}

/* Marks at 1, 2 or 5 times a power of ten seconds, five to ten of them. */
static void
add_axis(struct text *out, uint64_t all)
{
	static const uint64_t steps[] = { 1, 2, 5 };
	uint64_t step = 1, power = 1;
	for (size_t i = 0; step * 10 < all; i++) {
		power = i > 0 && i % COUNT(steps) == 0 ? power * 10 : power;
		step = steps[i % COUNT(steps)] * power;
	}
	text_add(out, STR("<tr class=\"axis\" aria-hidden=\"true\"><th></th><td class=\"track\">"));
	for (uint64_t at = 0; at < all; at += step)
		text_addf(out, "<i style=\"--from:%.*s\">%g%s</i>", STRF(share(at, all)), (double)at / 10, at == 0 ? "\xc2\xa0s" : "");
	text_add(out, STR("</td><td></td><td></td></tr>\n"));
}

struct stage {
	struct str name;
	uint64_t from, to;
	const char *class;
};

static int
by_from(const void *a, const void *b)
{
	const struct stage *x = a, *y = b;
	if (x->from != y->from)
		return (x->from > y->from) - (x->from < y->from);
	return x->to != y->to ? (x->to > y->to) - (x->to < y->to) : str_cmp(x->name, y->name);
}

static const struct yaml *
first_of(const struct yaml *map)
{
	return map != NULL && map->kind == YAML_MAP ? map->first : NULL;
}

/* Stages that ran, and steps of no stage, in the order of their beginning; the others' names go to CACHED. */
static size_t
read_stages(const struct yaml *times, struct stage *stages, struct text *cached)
{
	size_t count = 0;
	for (const struct yaml *e = first_of(yaml_get(times, "steps")); e != NULL; e = e->next) {
		struct stage step = { str_eq(e->key, STR("image")) ? STR("export of the image") : e->key, 0, 0, "step" };
		if (buildkit_tenths(yaml_text(e, "start"), &step.from) && buildkit_tenths(yaml_text(e, "end"), &step.to))
			stages[count++] = step;
	}
	for (const struct yaml *e = first_of(yaml_get(times, "stages")); e != NULL; e = e->next) {
		struct stage stage = { e->key, 0, 0, str_eq(e->key, STR("proof")) ? "proof" : "stage" };
		if (str_eq(yaml_text(e, "cached"), STR("true")))
			text_addf(cached, "%s%.*s", cached->n > 0 ? ", " : "", STRF(html(e->key)));
		else if (buildkit_tenths(yaml_text(e, "start"), &stage.from) && buildkit_tenths(yaml_text(e, "end"), &stage.to))
			stages[count++] = stage;
	}
	if (count > 1)
		qsort(stages, count, sizeof(*stages), by_from);
	return count;
}

/* Seconds of a build in tenths; 0: it is not known. */
static uint64_t
length_of(const struct yaml *times)
{
	const struct yaml *stages = yaml_get(times, "stages");
	uint64_t all;
	return stages != NULL && stages->kind == YAML_MAP && buildkit_tenths(yaml_text(times, "total_seconds"), &all) ? all : 0;
}

const struct yaml *
report_times(const struct report *r, struct str name)
{
	for (size_t i = 0; i < r->build_count; i++)
		if (str_eq(r->builds[i].name, name) && length_of(r->builds[i].times) > 0)
			return r->builds[i].times;
	return NULL;
}

static struct str
title_of(struct str build)
{
	static const struct { const char *build, *title; } titles[] = {
		{ "index", "lock: Alpine's index" }, { "needs", "lock: runtime apks" }, { "resolution", "lock: requirements" },
	};
	for (size_t i = 0; i < COUNT(titles); i++)
		if (str_eq(build, str_of(titles[i].build)))
			return str_of(titles[i].title);
	return build;
}

/* The rows of a build that begins at FROM on the page; with TITLED, one for the build itself. */
static void
add_build(struct text *out, const struct report_build *build, bool titled, uint64_t from, uint64_t all, struct text *cached)
{
	const struct yaml *stages = yaml_get(build->times, "stages"), *steps = yaml_get(build->times, "steps");
	struct stage *ran = arena_take_array(stages->count + (steps == NULL ? 0 : steps->count) + 1, sizeof(*ran));
	size_t count = read_stages(build->times, ran, cached);
	if (titled)
		add_row(out, title_of(build->name), from, from + length_of(build->times), all, "build");
	for (size_t i = 0; i < count; i++)
		add_row(out, ran[i].name, from + ran[i].from, from + ran[i].to, all, ran[i].class);
}

struct str
report_times_section(const struct report *r)
{
	struct text rows = { NULL, 0, 0 }, cached = { NULL, 0, 0 }, out = { NULL, 0, 0 };
	uint64_t image = length_of(report_times(r, STR("image"))), all = 0, from = 0;
	for (size_t i = 0; i < r->build_count; i++)
		all += length_of(r->builds[i].times);
	for (size_t i = 0; i < r->build_count; i++) {
		uint64_t length = length_of(r->builds[i].times);
		struct text ignored = { NULL, 0, 0 };
		bool is_image = str_eq(r->builds[i].name, STR("image"));
		if (length > 0)
			add_build(&rows, &r->builds[i], all > image, from, all, is_image ? &cached : &ignored);
		from += length;
	}
	if (image == 0)
		text_add(&out, STR("<p>The builder did not make this image here, or its times were not kept."));
	else
		text_addf(&out, "<p>The builder took %.1f\xc2\xa0s.", (double)image / 10);
	if (cached.n > 0)
		text_addf(&out, " Cached: %.*s.", STRF(text_str(&cached)));
	if (all > image)
		text_addf(&out, " The builds for the lock and the toolbox took %.1f\xc2\xa0s.", (double)(all - image) / 10);
	text_add(&out, STR("</p>\n"));
	if (rows.n > 0) {
		text_add(&out, STR("<table class=\"gantt\"><caption>Stages of the build</caption><thead><tr><th scope=\"col\">Stage</th><td class=\"track\"></td><th scope=\"col\">From</th>"
		                   "<th scope=\"col\">Took</th></tr></thead><tbody>\n"));
		add_axis(&out, all);
		text_add(&out, text_str(&rows));
		text_add(&out, STR("</tbody></table>\n"));
	}
	return text_str(&out);
}
