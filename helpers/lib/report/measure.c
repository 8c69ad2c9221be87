#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "dockerfile/read.h"
#include "report/report.h"
#include "sbom/sbom.h"

struct measure {
	const struct report *report;
	struct report_part *parts; /* by claimant */
	uint64_t *bytes;           /* by claimant and layer */
	const size_t *ranks;       /* of layers, by the number they were read as */
	size_t numbers, layers;
};

static size_t
rank_of(const struct measure *m, unsigned number)
{
	return number < m->numbers ? m->ranks[number] : SIZE_MAX;
}

static void
claim(void *context, const struct fs_node *node, size_t claimant)
{
	struct measure *m = context;
	size_t layer = rank_of(m, node->entry->layer);
	uint64_t bytes = node->entry->kind == FS_FILE ? node->entry->size : 0;
	if (layer >= m->layers)
		return;
	m->parts[claimant].bytes += bytes;
	m->parts[claimant].files++;
	m->bytes[claimant * m->layers + layer] += bytes;
	m->report->size.layers[layer].files++;
}

/* What the bill of materials says of licences, by purl and else by name and version. */
static struct str
licence_of(const struct sbom *sbom, struct str purl, const struct component *c)
{
	for (size_t i = 0; i < sbom->count; i++)
		if (purl.n > 0 && str_eq(sbom->parts[i].purl, purl))
			return sbom->parts[i].licence;
	struct str name = c->kind == COMPONENT_CPYTHON ? STR("python") : c->name;
	for (size_t i = 0; i < sbom->count; i++)
		if (str_eq(sbom->parts[i].name, name) && str_eq(sbom->parts[i].version, c->version))
			return sbom->parts[i].licence;
	return STR("");
}

static struct str
asked_by(const struct report *r, const struct component *c)
{
	const struct lock_apk *apk = r->lock == NULL ? NULL : lock_find_apk(&r->lock->runtime, c->name);
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; apk != NULL && i < apk->needed_by.count; i++)
		text_addf(&out, "%s%.*s", i > 0 ? "\n" : "", STRF(apk->needed_by.items[i]));
	return out.n == 0 ? STR("") : text_str(&out);
}

static void
name_parts(struct measure *m, const struct sbom *sbom)
{
	static const char *const others[] = { "files of the image's root", "the app", "bills of materials", "files of no package" };
	static const enum report_kind kinds[] = { [COMPONENT_APK] = REPORT_APK, [COMPONENT_PYTHON] = REPORT_PYTHON, [COMPONENT_CPYTHON] = REPORT_INTERPRETER };
	const struct inventory *inventory = m->report->inventory;
	for (size_t i = 0; i < inventory->count; i++) {
		const struct component *c = &inventory->items[i];
		struct report_part *part = &m->parts[i];
		part->kind = kinds[c->kind];
		part->name = c->name;
		part->version = c->version;
		part->component = i + 1;
		part->licence = licence_of(sbom, inventory_purl(inventory, c), c);
		part->why = c->kind == COMPONENT_APK ? asked_by(m->report, c) : c->kind == COMPONENT_PYTHON ? inventory_via(inventory, c) : STR("the interpreter");
	}
	for (size_t i = 0; i < COUNT(others); i++) {
		m->parts[inventory->count + i].kind = i == CLAIM_APP ? REPORT_APP : REPORT_OTHER;
		m->parts[inventory->count + i].name = str_of(others[i]);
	}
}

static int
by_share(const void *a, const void *b)
{
	const struct report_share *x = a, *y = b;
	return x->bytes != y->bytes ? (x->bytes < y->bytes) - (x->bytes > y->bytes) : (x->part > y->part) - (x->part < y->part);
}

static bool
is_there(const struct report_part *part)
{
	return part->files > 0 || part->component > 0;
}

/* Those that are there come first. */
static int
by_part(const void *a, const void *b)
{
	const struct report_part *x = a, *y = b;
	if (is_there(x) != is_there(y))
		return is_there(y) - is_there(x);
	if (x->bytes != y->bytes)
		return (x->bytes < y->bytes) - (x->bytes > y->bytes);
	int order = str_cmp(x->name, y->name);
	return order != 0 ? order : (x->component > y->component) - (x->component < y->component);
}

/* Sorts the parts and gives each layer its shares of them. */
static void
share_out(struct measure *m, struct report_size *size, size_t count)
{
	size_t *places = arena_take_array(count + 1, sizeof(*places));
	struct report_part *sorted = arena_take_array(count + 1, sizeof(*sorted));
	for (size_t i = 0; i < count; i++) {
		sorted[i] = m->parts[i];
		sorted[i].id = i;
	}
	qsort(sorted, count, sizeof(*sorted), by_part);
	for (size_t i = 0; i < count; i++)
		places[sorted[i].id] = i;
	for (size_t i = 0; i < count; i++) {
		uint64_t most = 0;
		for (size_t l = 0; l < m->layers; l++) {
			uint64_t bytes = m->bytes[i * m->layers + l];
			struct report_layer *layer = &size->layers[l];
			if (bytes == 0)
				continue;
			if (bytes > most) {
				most = bytes;
				sorted[places[i]].layer = l;
			}
			arena_reserve(&layer->shares, layer->share_count, &layer->share_capacity);
			layer->shares[layer->share_count++] = (struct report_share){ places[i], bytes };
			layer->bytes += bytes;
		}
	}
	size->parts = sorted;
	for (size_t i = 0; i < count; i++) {
		sorted[i].id = i;
		size->bytes += sorted[i].bytes;
		size->files += sorted[i].files;
		size->part_count += is_there(&sorted[i]);
	}
	for (size_t l = 0; l < m->layers; l++)
		if (size->layers[l].share_count > 1)
			qsort(size->layers[l].shares, size->layers[l].share_count, sizeof(struct report_share), by_share);
}

static void
name_layers(const struct report *r, struct report_size *size)
{
	struct dockerfile_stages stages = dockerfile_read(r->dockerfile);
	struct dockerfile_layers layers = dockerfile_layers(&stages, STR("final"));
	const struct yaml *stored = yaml_get(r->image->manifest, "layers"), *entry = stored == NULL ? NULL : stored->first;
	size_t below = size->layer_count > layers.count ? size->layer_count - layers.count : 0;
	for (size_t i = 0; i < size->layer_count; i++) {
		struct report_layer *layer = &size->layers[i];
		bool named = i >= below && layers.count <= size->layer_count && layers.count > 0;
		layer->name = named ? dockerfile_layer_name(layers.items[i - below]) : layers.count > 0 ? STR("base image") : str_format("layer %zu", i + 1);
		if (entry != NULL && str_u64(yaml_text(entry, "size"), &layer->stored))
			size->stored += layer->stored;
		entry = entry == NULL ? NULL : entry->next;
	}
}

static void
read_bill(struct fs *fs, struct sbom *sbom)
{
	struct str content, what;
	bool loop = false;
	struct fs_node *node = fs_find(fs, STR(SBOM_CYCLONEDX));
	*sbom = (struct sbom){ NULL, 0, 0 };
	if (node == NULL || !node->present || !fs_content(fs, node, &content, &loop) || !sbom_read_cyclonedx(content, sbom, &what))
		*sbom = (struct sbom){ NULL, 0, 0 };
}

void
report_measure(struct report *r)
{
	const struct image *image = r->image;
	size_t count = r->inventory->count + CLAIM_OTHERS, layers = image->layer_count, numbers = 0;
	for (size_t i = 0; i < layers; i++)
		numbers = image->layers[i].number >= numbers ? image->layers[i].number + 1u : numbers;
	size_t *ranks = arena_take_array(numbers + 1, sizeof(*ranks));
	for (size_t i = 0; i < numbers; i++)
		ranks[i] = SIZE_MAX;
	for (size_t i = 0; i < layers; i++)
		ranks[image->layers[i].number] = i;
	struct measure m = { r, arena_take_array(count, sizeof(*m.parts)), arena_take_array(count * layers + 1, sizeof(*m.bytes)), ranks, numbers, layers };
	struct sbom sbom;
	struct sbom_claims claims = { .each = claim, .context = &m };
	r->size = (struct report_size){ .layers = arena_take_array(layers + 1, sizeof(*r->size.layers)), .layer_count = layers };
	read_bill(&r->image->fs, &sbom);
	sbom_follow_links(&r->image->fs);
	sbom_claim(&r->image->fs, r->inventory, &sbom, &claims);
	name_parts(&m, &sbom);
	name_layers(r, &r->size);
	share_out(&m, &r->size, count);
}
