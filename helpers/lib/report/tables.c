/* The treemap of the image, and the tables behind it: layers, packages, and apks with who asks for them. */

#include "base/base.h"

#include "base/arena.h"
#include "lock/need.h"
#include "report/html.h"
#include "report/map.h"
#include "report/section.h"

enum { NAMED = 3 /* packages of a layer that its row names */, ASKERS = 3 /* of an apk that are not folded away */ };

/* The class that gives a part its colour. */
static const char *
class_of(enum report_kind kind)
{
	static const char *const classes[REPORT_KINDS] = { "python", "apk", "interpreter", "app", "other" };
	return classes[kind];
}

struct str
report_map_section(const struct report *r)
{
	struct map_group *groups = arena_take_array(r->size.layer_count + 1, sizeof(*groups));
	for (size_t i = 0; i < r->size.layer_count; i++) {
		const struct report_layer *layer = &r->size.layers[i];
		struct map_group *group = &groups[i];
		*group = (struct map_group){ layer->name, str_format("#layer-%zu", i + 1), layer->bytes, NULL, layer->share_count };
		group->items = arena_take_array(layer->share_count + 1, sizeof(*group->items));
		for (size_t k = 0; k < layer->share_count; k++) {
			const struct report_part *part = &r->size.parts[layer->shares[k].part];
			group->items[k] = (struct map_item){ part->name, part->version, str_format("#part-%zu", part->id), class_of(part->kind),
				                             layer->shares[k].bytes };
		}
	}
	return report_map(groups, r->size.layer_count);
}

static void
add_size(struct text *out, uint64_t bytes, uint64_t whole)
{
	text_addf(out, "<td class=\"size\" data-label=\"Size\" data-sort=\"%ju\"><span class=\"bar\" style=\"--part:%.*s\"></span><span class=\"n\">%.*s</span></td>",
	          (uintmax_t)bytes, STRF(html_share(bytes, whole)), STRF(html_bytes(bytes)));
}

static void
add_contents(struct text *out, const struct report *r, const struct report_layer *layer)
{
	for (size_t i = 0; i < layer->share_count && i < NAMED; i++) {
		const struct report_part *part = &r->size.parts[layer->shares[i].part];
		text_addf(out, "%s<a href=\"#part-%zu\">%.*s</a>", i > 0 ? ", " : "", part->id, STRF(html(part->name)));
	}
	if (layer->share_count > NAMED)
		text_addf(out, " and %zu more", layer->share_count - NAMED);
	if (layer->share_count == 0)
		text_add(out, STR("no file that is seen"));
}

struct str
report_layers_section(const struct report *r)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < r->size.layer_count; i++) {
		const struct report_layer *layer = &r->size.layers[i];
		text_addf(&out, "<tr id=\"layer-%zu\"><td class=\"n\" data-label=\"Layer\">%zu</td><th scope=\"row\">%.*s</th>", i + 1, i + 1, STRF(html(layer->name)));
		add_size(&out, layer->bytes, r->size.bytes);
		text_addf(&out, "<td class=\"n\" data-label=\"Stored\" data-sort=\"%ju\">%.*s</td><td class=\"n\" data-label=\"Files\" data-sort=\"%ju\">%ju</td><td data-label=\"Holds\">",
		          (uintmax_t)layer->stored, STRF(layer->stored > 0 ? html_bytes(layer->stored) : STR("\xe2\x80\x93")), (uintmax_t)layer->files,
		          (uintmax_t)layer->files);
		add_contents(&out, r, layer);
		text_add(&out, STR("</td></tr>\n"));
	}
	return out.n == 0 ? STR("") : text_str(&out);
}

/* HTML is that of the cell; an empty one is left out where rows are cards. */
static void
add_cell(struct text *out, const char *label, struct str html)
{
	text_addf(out, "<td%s data-label=\"%s\">%.*s</td>", html.n > 0 ? "" : " class=\"no\"", label, STRF(html.n > 0 ? html : STR("\xe2\x80\x93")));
}

/* A part that belongs to no package needs none. */
static struct str
licence_of(const struct report_part *part)
{
	if (part->component == 0)
		return STR("");
	return part->licence.n > 0 ? html(part->licence) : STR("<i>not stated</i>");
}

static void
add_row_head(struct text *out, const struct report *r, const struct report_part *part)
{
	text_addf(out, "<tr id=\"part-%zu\"><th scope=\"row\"><i class=\"dot %s\"></i>%.*s</th>", part->id, class_of(part->kind),
	          STRF(html(part->name)));
	add_cell(out, "Version", html(part->version));
	add_size(out, part->bytes, r->size.bytes);
}

/* Everything but apks, which have a table of their own. */
struct str
report_packages_section(const struct report *r)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < r->size.part_count; i++) {
		const struct report_part *part = &r->size.parts[i];
		if (part->kind == REPORT_APK)
			continue;
		add_row_head(&out, r, part);
		add_cell(&out, "Licence", licence_of(part));
		add_cell(&out, "Layer", part->files > 0 ? html(r->size.layers[part->layer].name) : STR(""));
		add_cell(&out, "Why", html(part->why));
		text_add(&out, STR("</tr>\n"));
	}
	return out.n == 0 ? STR("") : text_str(&out);
}

/* A library without the "so:" before its name and the folders of the file. */
static struct str
asker(struct str line)
{
	struct lock_need need = lock_need_parse(line);
	struct str library = need.name, file = str_sub(need.file, str_after_last(need.file, '/'), need.file.n);
	if (need.kind != NEED_LIBRARY)
		return html(line);
	str_cut(&library, ':');
	struct str more = need.others > 0 ? str_format(" and %zu more", need.others) : STR("");
	return str_format("<code>%.*s</code> for %.*s%.*s", STRF(html(library)), STRF(html(file)), STRF(more));
}

static void
add_askers(struct text *out, struct str lines)
{
	size_t count = 0;
	bool folded = false;
	if (lines.n == 0) {
		text_add(out, STR("a different apk, or the base image"));
		return;
	}
	for (struct str line; str_line(&lines, &line); count++) {
		if (count == ASKERS && lines.n > 0) {
			text_add(out, STR("<details><summary>more</summary>"));
			folded = true;
		} else if (count > 0)
			text_add(out, STR("<br/>"));
		text_add(out, asker(line));
	}
	text_add(out, folded ? STR("</details>") : STR(""));
}

struct str
report_apks_section(const struct report *r)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < r->size.part_count; i++) {
		const struct report_part *part = &r->size.parts[i];
		if (part->kind != REPORT_APK)
			continue;
		add_row_head(&out, r, part);
		add_cell(&out, "Licence", licence_of(part));
		text_add(&out, STR("<td data-label=\"Asked for by\">"));
		add_askers(&out, part->why);
		text_add(&out, STR("</td></tr>\n"));
	}
	return out.n == 0 ? STR("") : text_str(&out);
}
