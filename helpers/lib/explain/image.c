#include "base/base.h"

#include "base/arena.h"
#include "base/escape.h"
#include "explain/image.h"
#include "lock/settings.h"

bool
explain_image_read(struct str json, struct explain_image *image)
{
	struct error error;
	const struct yaml *root = yaml_parse(json, &error);
	*image = (struct explain_image){ .there = false };
	if (root == NULL || root->kind != YAML_LIST || root->first == NULL)
		return false;
	const struct yaml *first = root->first, *layers = yaml_get(yaml_get(first, "RootFS"), "Layers");
	image->config = yaml_get(first, "Config");
	image->id = yaml_text(first, "Id");
	image->key = yaml_text(yaml_get(image->config, "Labels"), "scibids.key");
	for (const struct yaml *e = layers == NULL ? NULL : layers->first; e != NULL; e = e->next)
		str_list_add(&image->layers, e->text);
	image->there = image->id.n > 0;
	return image->there;
}

void
explain_image_sizes(struct str history, struct explain_image *image)
{
	static const char *const makers[] = { "ADD", "COPY", "RUN", "WORKDIR" };
	struct str line;
	while (str_line(&history, &line)) {
		struct str by = line, size = str_cut(&by, '\t'), word = { NULL, 0 };
		uint64_t bytes;
		if (!str_u64(size, &bytes) || !str_word(&by, &word))
			continue;
		for (size_t i = 0; i < COUNT(makers); i++)
			if (str_eq(word, str_of(makers[i]))) {
				arena_reserve(&image->bytes, image->bytes_count, &image->bytes_capacity);
				image->bytes[image->bytes_count++] = bytes;
			}
	}
}

struct pair {
	struct str kind, name, from, to;
};

static void
compare(struct explain_changes *changes, struct pair p)
{
	if (str_eq(p.from, p.to))
		return;
	struct explain_item *items = arena_take_array(2, sizeof(*items));
	items[0] = (struct explain_item){ p.kind, p.name, p.from.n == 0 ? STR("nothing") : str_escape(p.from), STR(""), STR("final") };
	items[1] = (struct explain_item){ p.kind, p.name, p.to.n == 0 ? STR("nothing") : str_escape(p.to), STR(""), STR("final") };
	arena_reserve(&changes->items, changes->count, &changes->capacity);
	changes->items[changes->count++] = (struct explain_change){ &items[0], &items[1] };
}

/* The words of a list, joined by blanks. */
static struct str
words(const struct yaml *list)
{
	struct text text = { NULL, 0, 0 };
	for (const struct yaml *e = list == NULL ? NULL : list->first; e != NULL; e = e->next)
		text_addf(&text, "%s%.*s", text.n > 0 ? " " : "", STRF(e->text));
	return text.n == 0 ? STR("") : text_str(&text);
}

/* The words of a setting, as CMD and ENTRYPOINT have them. */
static struct str
setting(const struct explain_state *to, const char *name)
{
	struct str_list list = { NULL, 0, 0 };
	struct str why;
	struct text text = { NULL, 0, 0 };
	for (size_t i = 0; i < to->items.count; i++) {
		const struct explain_item *item = &to->items.items[i];
		if (str_eq(item->kind, STR("setting")) && str_eq(item->name, str_of(name)) && settings_command_words(item->value, &list, &why))
			for (size_t k = 0; k < list.count; k++)
				text_addf(&text, "%s%.*s", k > 0 ? " " : "", STRF(list.items[k]));
	}
	return text.n == 0 ? STR("") : text_str(&text);
}

struct explain_changes
explain_image_compare(const struct explain_image *image, const struct explain_state *to)
{
	struct explain_changes changes = { NULL, 0, 0 };
	const struct yaml *labels = yaml_get(image->config, "Labels");
	const struct { const char *name; struct str to; } known[] = {
		{ "org.opencontainers.image.base.name", to->lock.base_image },
		{ "org.opencontainers.image.base.digest", to->lock.base_digest },
		{ "org.opencontainers.image.created", to->lock.created },
	};
	for (size_t i = 0; to->has_lock && i < COUNT(known); i++)
		compare(&changes, (struct pair){ STR("label"), str_of(known[i].name), yaml_text(labels, known[i].name), known[i].to });
	struct str rest = to->labels, line;
	while (str_line(&rest, &line)) {
		struct str value = line, name = str_cut(&value, '=');
		compare(&changes, (struct pair){ STR("label"), str_escape(name), yaml_text(labels, str_z(name)), value });
	}
	compare(&changes, (struct pair){ STR("setting"), STR("SCIBIDS_CMD"), words(yaml_get(image->config, "Cmd")), setting(to, "SCIBIDS_CMD") });
	return changes;
}
