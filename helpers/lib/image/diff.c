#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/escape.h"
#include "base/yaml.h"
#include "image/diff.h"
#include "image/diff_config.h"

enum { DIGEST_SHOWN = 12 };

struct differ {
	const struct str *names;
	size_t limit;
};

static void
add(const struct differ *d, struct image_differences *list, const struct image_entry *entry, struct str what)
{
	bool first_file = entry->kind != 'd' && !list->of_file, shown = list->count++ < d->limit;
	if (!shown && !first_file)
		return;
	struct image_difference difference = { entry->path.n == 0 ? STR(".") : str_escape(entry->path), what };
	if (first_file || list->count == 1)
		list->first = difference;
	list->of_file |= first_file;
	if (!shown)
		return;
	arena_reserve(&list->items, list->shown, &list->capacity);
	list->items[list->shown++] = difference;
}

static void
say(struct text *text, const char *name, struct str a, struct str b)
{
	text_addf(text, "%s%s %.*s -> %.*s", text->n > 0 ? ", " : "", name, STRF(a), STRF(b));
}

static void
say_number(struct text *text, const char *name, int64_t a, int64_t b)
{
	if (a != b)
		say(text, name, str_format("%lld", (long long)a), str_format("%lld", (long long)b));
}

static void
say_digest(struct text *text, const char *name, struct str a, struct str b)
{
	if (!str_eq(a, b))
		say(text, name, a.n == 0 ? STR("none") : str_sub(a, 0, DIGEST_SHOWN), b.n == 0 ? STR("none") : str_sub(b, 0, DIGEST_SHOWN));
}

static struct str
kind_name(char kind)
{
	switch (kind) {
	case 'd': return STR("directory");
	case 'l': return STR("symbolic link");
	case 'h': return STR("hard link");
	case 'c': return STR("character device");
	case 'b': return STR("block device");
	case 'p': return STR("pipe");
	default: return STR("file");
	}
}

static struct str
time_of(const struct image_entry *e)
{
	return e->mtime_ns == 0 ? str_format("%lld", (long long)e->mtime) : str_format("%lld.%09ld", (long long)e->mtime, e->mtime_ns);
}

/* How two entries with the same path differ; n 0: not at all. */
static struct str
compare_entries(const struct image_entry *a, const struct image_entry *b)
{
	struct text out = { NULL, 0, 0 };
	if (a->kind != b->kind)
		say(&out, "kind", kind_name(a->kind), kind_name(b->kind));
	if (a->mode != b->mode)
		say(&out, "mode", str_format("%04o", a->mode), str_format("%04o", b->mode));
	if (a->uid != b->uid || a->gid != b->gid)
		say(&out, "owner", str_format("%lld:%lld", (long long)a->uid, (long long)a->gid),
		    str_format("%lld:%lld", (long long)b->uid, (long long)b->gid));
	if (a->mtime != b->mtime || a->mtime_ns != b->mtime_ns)
		say(&out, "mtime", time_of(a), time_of(b));
	if (a->kind == '-' && b->kind == '-') {
		say_number(&out, "size", (int64_t)a->size, (int64_t)b->size);
		say_digest(&out, "content", a->sha256, b->sha256);
	}
	if (a->kind == b->kind && !str_eq(a->link, b->link))
		say(&out, "target", str_escape(a->link), str_escape(b->link));
	if (a->device != b->device)
		say(&out, "device", str_format("%u:%u", (unsigned)(a->device >> 32), (unsigned)a->device),
		    str_format("%u:%u", (unsigned)(b->device >> 32), (unsigned)b->device));
	say_digest(&out, "extended attributes", a->xattrs, b->xattrs);
	return text_str(&out);
}

static void
compare_files(const struct differ *d, const struct image_entries *a, const struct image_entries *b, struct image_differences *out)
{
	size_t i = 0, k = 0;
	while (i < a->count || k < b->count) {
		int order = i == a->count ? 1 : k == b->count ? -1 : str_cmp(a->items[i].path, b->items[k].path);
		if (order != 0) {
			const struct image_entry *entry = order < 0 ? &a->items[i++] : &b->items[k++];
			add(d, out, entry, str_format("only in %.*s", STRF(d->names[order > 0])));
			continue;
		}
		struct str what = compare_entries(&a->items[i], &b->items[k]);
		if (what.n > 0)
			add(d, out, &a->items[i], what);
		i++;
		k++;
	}
}

static struct image_layer_diff
one_sided(const struct differ *d, const struct image_content *content, size_t i, enum image_verdict verdict)
{
	static const struct image_entries none;
	const struct image_entries *entries = image_content_layer(content, i);
	struct image_layer_diff layer = { .verdict = verdict, .files = entries->count, .bytes = content->image.layers[i].unpacked };
	compare_files(d, verdict == LAYER_ONLY_A ? entries : &none, verdict == LAYER_ONLY_A ? &none : entries, &layer.differences);
	return layer;
}

static struct image_layer_diff
compare_layer(const struct differ *d, const struct image_content *a, const struct image_content *b, size_t i)
{
	if (i >= a->image.layer_count)
		return one_sided(d, b, i, LAYER_ONLY_B);
	if (i >= b->image.layer_count)
		return one_sided(d, a, i, LAYER_ONLY_A);
	const struct image_tar_layer *x = &a->image.layers[i], *y = &b->image.layers[i];
	const struct image_entries *entries = image_content_layer(a, i);
	struct image_layer_diff layer = { .verdict = LAYER_SAME, .files = entries->count, .bytes = x->unpacked };
	if (str_eq(x->diff, y->diff)) {
		layer.verdict = str_eq(x->blob, y->blob) ? LAYER_SAME : LAYER_RECOMPRESSED;
		return layer;
	}
	compare_files(d, entries, image_content_layer(b, i), &layer.differences);
	layer.verdict = layer.differences.count > 0 ? LAYER_DIFFERS : LAYER_REPACKED;
	return layer;
}

struct image_diff
image_diff(const struct image_content *a, const struct image_content *b, const struct str names[2], size_t limit)
{
	struct image_diff diff = { .layer_count = a->image.layer_count };
	const struct differ d = { names, limit };
	bool same = true;
	if (diff.layer_count < b->image.layer_count)
		diff.layer_count = b->image.layer_count;
	diff.layers = arena_take_array(diff.layer_count, sizeof(*diff.layers));
	for (size_t i = 0; i < diff.layer_count; i++) {
		diff.layers[i] = compare_layer(&d, a, b, i);
		same = same && diff.layers[i].verdict == LAYER_SAME;
	}
	image_diff_config(a->image.config, b->image.config, names, limit, &diff.config);
	if (same && diff.config.count == 0 && a->image.manifest != NULL && b->image.manifest != NULL)
		image_diff_config(a->image.manifest, b->image.manifest, names, limit, &diff.manifest);
	return diff;
}
