#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/grammar.h"
#include "base/yaml.h"
#include "image/config.h"

struct label {
	struct str name, value; /* value: a JSON string with its quotes */
};

struct labels {
	struct label *items;
	size_t count, capacity;
};

static bool
fail(struct str *why, const char *what)
{
	*why = str_of(what);
	return false;
}

static const struct yaml *
diff_ids(const struct yaml *root)
{
	const struct yaml *list = yaml_get(yaml_get(root, "rootfs"), "diff_ids");
	return list != NULL && list->kind == YAML_LIST ? list : NULL;
}

bool
image_config_read(struct str text, struct image_config *config, struct str *why)
{
	struct error error;
	const struct yaml *root = yaml_parse(text, &error), *ids = diff_ids(root);
	*config = (struct image_config){ .text = text };
	if (ids == NULL || ids->count == 0)
		return fail(why, "the image's configuration names no layers");
	for (const struct yaml *id = ids->first; id != NULL; id = id->next) {
		if (!is_digest(id->text))
			return fail(why, "the image's configuration has a layer without a digest");
		config->last = id->text;
	}
	config->layer_count = ids->count;
	struct str variant = yaml_text(root, "variant");
	config->platform = str_format("%.*s/%.*s%s%.*s", STRF(yaml_text(root, "os")), STRF(yaml_text(root, "architecture")),
	                              variant.n > 0 ? "/" : "", STRF(variant));
	return is_platform(config->platform) || fail(why, "the image's configuration names no platform");
}

/* The JSON string at *AT, with its quotes. */
static bool
take_string(struct str text, size_t *at, struct str *string)
{
	size_t begin = *at;
	if (begin >= text.n || text.p[begin] != '"')
		return false;
	for (size_t i = begin + 1; i < text.n; i++) {
		if (text.p[i] == '\\') {
			i++;
		} else if (text.p[i] == '"') {
			*string = str_sub(text, begin, i + 1 - begin);
			*at = i + 1;
			return true;
		}
	}
	return false;
}

static bool
take(struct str text, size_t *at, char c)
{
	if (*at >= text.n || text.p[*at] != c)
		return false;
	++*at;
	return true;
}

/* Finds the object of labels; its members are [*FROM, *TO). A string cannot contain the key, since its quotes would be escaped. */
static bool
find_labels(struct str text, size_t *from, size_t *to, struct labels *labels)
{
	struct str name, key = STR("\"Labels\":{");
	size_t at = str_find_str(text, key) + key.n;
	*from = at;
	while (at < text.n) {
		struct label label;
		if (!take_string(text, &at, &name) || !take(text, &at, ':') || !take_string(text, &at, &label.value))
			return false;
		label.name = str_sub(name, 1, name.n - 2);
		arena_reserve(&labels->items, labels->count, &labels->capacity);
		labels->items[labels->count++] = label;
		*to = at;
		if (take(text, &at, '}'))
			return true;
		if (!take(text, &at, ','))
			return false;
	}
	return false;
}

static void
remove_label(struct labels *labels, struct str name)
{
	size_t kept = 0;
	for (size_t i = 0; i < labels->count; i++)
		if (!str_eq(labels->items[i].name, name))
			labels->items[kept++] = labels->items[i];
	labels->count = kept;
}

/* Characters that the builder's JSON does not escape. */
static bool
is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~' || strchr("\"\\<>&", s.p[i]) != NULL)
			return false;
	return true;
}

static int
compare_labels(const void *a, const void *b)
{
	const struct label *x = a, *y = b;
	size_t n = x->name.n < y->name.n ? x->name.n : y->name.n;
	int order = memcmp(x->name.p, y->name.p, n);
	return order != 0 ? order : (x->name.n > y->name.n) - (x->name.n < y->name.n);
}

static bool
change_labels(struct labels *labels, struct str old, struct str new)
{
	struct str line;
	while (str_line(&old, &line))
		remove_label(labels, str_sub(line, 0, str_find(line, '=')));
	while (str_line(&new, &line)) {
		size_t equals = str_find(line, '=');
		struct label label = { str_sub(line, 0, equals), str_format("\"%.*s\"", STRF(str_sub(line, equals + 1, line.n))) };
		if (equals == 0 || equals == line.n || !is_plain(line))
			return false;
		remove_label(labels, label.name);
		arena_reserve(&labels->items, labels->count, &labels->capacity);
		labels->items[labels->count++] = label;
	}
	qsort(labels->items, labels->count, sizeof(*labels->items), compare_labels);
	return labels->count > 0;
}

/* The offset of the last OLD in TEXT, or TEXT's length. */
static size_t
find_last(struct str text, struct str old)
{
	for (size_t i = text.n < old.n ? 0 : text.n - old.n + 1; i-- > 0;)
		if (memcmp(text.p + i, old.p, old.n) == 0)
			return i;
	return text.n;
}

static struct str
replace(struct str text, size_t from, size_t to, struct str by)
{
	struct text out = { NULL, 0, 0 };
	text_add(&out, str_sub(text, 0, from));
	text_add(&out, by);
	text_add(&out, str_sub(text, to, text.n));
	return text_str(&out);
}

/* Parses the result and checks that all diff ids and labels are as they should be. */
static bool
check(struct str before, struct str after, struct str diff_id, const struct labels *labels)
{
	struct error error;
	const struct yaml *root = yaml_parse(after, &error), *is = diff_ids(root), *was = diff_ids(yaml_parse(before, &error));
	const struct yaml *found = yaml_get(yaml_get(root, "config"), "Labels");
	if (is == NULL || was == NULL || is->count != was->count || found == NULL || found->count != labels->count)
		return false;
	is = is->first;
	for (was = was->first; was->next != NULL; was = was->next, is = is->next)
		if (!str_eq(was->text, is->text))
			return false;
	for (size_t i = 0; i < labels->count; i++)
		if (yaml_get(found, str_z(labels->items[i].name)) == NULL)
			return false;
	return str_eq(is->text, diff_id);
}

bool
image_config_change(const struct image_config *config, struct str diff_id, struct str old, struct str new, struct str *changed,
                    struct str *why)
{
	struct labels labels = { NULL, 0, 0 };
	struct text members = { NULL, 0, 0 };
	size_t from, to, at = find_last(config->text, config->last);
	struct str text = replace(config->text, at, at + config->last.n, diff_id);
	if (!find_labels(text, &from, &to, &labels) || !change_labels(&labels, old, new))
		return fail(why, "the image's labels cannot be changed");
	for (size_t i = 0; i < labels.count; i++) {
		text_addf(&members, "%s\"%.*s\":", i > 0 ? "," : "", STRF(labels.items[i].name));
		text_add(&members, labels.items[i].value);
	}
	*changed = replace(text, from, to, text_str(&members));
	return check(config->text, *changed, diff_id, &labels) || fail(why, "the image's configuration cannot be changed");
}
