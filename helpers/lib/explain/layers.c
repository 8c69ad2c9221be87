#include "base/base.h"

#include "base/arena.h"
#include "base/escape.h"
#include "buildlog/times.h"
#include "explain/image.h"
#include "lock/layers.h"

struct row {
	struct str number, name, content, bytes, build, kept, why;
};

static struct str
packages_of(const struct explain_state *to, struct str stage)
{
	const struct layers layers = layers_of(&to->lock);
	for (size_t i = 0; i < layers.count; i++) {
		const struct layer *layer = &layers.items[i];
		const struct lock_package *first = layer->members[0];
		if (!str_eq(layer->stage, stage))
			continue;
		if (layer->count == 1)
			return str_format("%.*s %.*s", STRF(first->name), STRF(first->version));
		return str_format("%.*s %.*s and %zu more", STRF(first->name), STRF(first->version), layer->count - 1);
	}
	return STR("");
}

static struct str
content_of(const struct explain_state *to, struct str stage)
{
	if (str_eq(stage, STR("rootfs")) && to->has_lock)
		return str_format("%zu apks", to->lock.runtime.count);
	if (str_eq(stage, STR("interpreter")) && to->has_lock)
		return str_format("Python %.*s", STRF(to->lock.python));
	if (str_eq(stage, STR("app")) && to->has_app)
		return str_format("%ju file%s", (uintmax_t)to->app_files, to->app_files == 1 ? "" : "s");
	return packages_of(to, stage);
}

/* "cached" or its seconds; "loaded" and "reused" without the builder; n 0: not in the builder's log. A stage that took longer than the whole
   build was shared with a concurrent build. */
static struct str
build_of(const struct explain_state *to, struct str stage)
{
	if (to->loaded && stage.n > 0)
		return str_eq(stage, STR("app")) ? STR("loaded") : STR("reused");
	const struct yaml *entry = yaml_get(yaml_get(to->summary, "stages"), str_z(stage));
	uint64_t took = 0, whole = 0;
	if (entry == NULL)
		return STR("");
	if (str_eq(yaml_text(entry, "cached"), STR("true")))
		return STR("cached");
	buildkit_tenths(yaml_text(entry, "seconds"), &took);
	buildkit_tenths(yaml_text(to->summary, "total_seconds"), &whole);
	if (took > whole)
		return STR("shared");
	return str_format("%.*s s", STRF(str_escape(yaml_text(entry, "seconds"))));
}

static struct str
why_of(const struct explain_state *from, const struct explain_state *to, const struct explain_changes *changes, const struct row *row,
       struct str stage)
{
	bool kept = str_eq(row->kept, STR("kept")), built = str_ends(row->build, STR(" s"));
	if (from == NULL || stage.n == 0 || (row->build.n > 0 && !built && !str_eq(row->kept, STR("new"))))
		return STR("");
	struct str why = explain_why(from, to, changes, stage);
	if (why.n > 0)
		return !kept ? why : built ? str_format("%.*s; same content", STRF(why)) : STR("");
	return built ? STR("not in the builder's cache") : str_eq(row->kept, STR("new")) ? STR("no layer of that image") : STR("");
}

static struct row
row_of(const struct explain_state *from, const struct explain_state *to, const struct explain_changes *changes,
       const struct explain_image *image, const struct explain_image *from_image, const struct dockerfile_step *step, size_t below, size_t i,
       size_t count)
{
	struct str stage = step->from;
	struct row row = { str_format("%zu", below + i + 1), str_escape(dockerfile_layer_name(step)), content_of(to, stage), STR(""), build_of(to, stage),
		           STR(""), STR("") };
	if (image->there && count - i <= image->bytes_count)
		row.bytes = str_bytes(image->bytes[count - 1 - i]);
	if (image->there && from_image->there && below + i < image->layers.count)
		row.kept = str_list_has(&from_image->layers, image->layers.items[below + i]) ? STR("kept") : STR("new");
	row.why = why_of(from, to, changes, &row, stage);
	return row;
}

static void
print(struct text *out, const struct row *row, size_t width)
{
	size_t before = out->n;
	text_addf(out, "  %-7.*s%-30.*s%-*.*s%10.*s  %-10.*s%-7.*s%.*s", STRF(row->number), STRF(row->name), (int)width + 2, STRF(row->content),
	          STRF(row->bytes), STRF(row->build), STRF(row->kept), STRF(row->why));
	while (out->n > before && out->p[out->n - 1] == ' ')
		out->n--;
	text_add(out, STR("\n"));
}

struct str
explain_layers(const struct explain_state *from, const struct explain_state *to, const struct explain_changes *changes,
               const struct explain_image *image, const struct explain_image *from_image)
{
	struct dockerfile_layers layers = dockerfile_layers(&to->stages, STR("final"));
	struct text out = { NULL, 0, 0 };
	size_t below = image->there && image->layers.count > layers.count ? image->layers.count - layers.count : 0, width = 4;
	struct row *rows = arena_take_array(layers.count + 1, sizeof(*rows));
	for (size_t i = 0; i < layers.count; i++) {
		rows[i] = row_of(from, to, changes, image, from_image, layers.items[i], below, i, layers.count);
		width = rows[i].content.n > width ? rows[i].content.n : width;
	}
	const struct row title = { STR("LAYER"), STR("STAGE"), STR("WHAT"), STR("BYTES"), STR("BUILD"), STR("STATE"), STR("WHY") };
	print(&out, &title, width);
	if (below > 0) {
		const struct row base = { str_format("1-%zu", below), STR("the base image"), STR(""), STR(""), STR(""), STR(""), STR("") };
		print(&out, &base, width);
	}
	for (size_t i = 0; i < layers.count; i++)
		print(&out, &rows[i], width);
	return text_str(&out);
}
