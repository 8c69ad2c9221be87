#include "base/base.h"

#include <stdlib.h>
#include <yaml.h>

#include "base/arena.h"
#include "base/yaml.h"

struct reader {
	yaml_parser_t parser;
	struct error *error;
};

static bool
fail(struct reader *r, int line, struct str what)
{
	if (r->error->what == NULL)
		error_at(r->error, line, what);
	return false;
}

static int
line_of(const yaml_event_t *event)
{
	return (int)event->start_mark.line + 1;
}

static bool
next_event(struct reader *r, yaml_event_t *event)
{
	if (yaml_parser_parse(&r->parser, event))
		return true;
	const char *problem = r->parser.problem == NULL ? "not readable" : r->parser.problem;
	return fail(r, (int)r->parser.problem_mark.line + 1, str_format("not YAML: %s", problem));
}

static bool
has_property(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT: return event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL;
	case YAML_SEQUENCE_START_EVENT: return event->data.sequence_start.anchor != NULL || event->data.sequence_start.tag != NULL;
	case YAML_MAPPING_START_EVENT: return event->data.mapping_start.anchor != NULL || event->data.mapping_start.tag != NULL;
	default: return false;
	}
}

static bool
read_text(struct reader *r, const yaml_event_t *event, struct str *text)
{
	*text = str_of(str_z((struct str){ (const char *)event->data.scalar.value, event->data.scalar.length }));
	return text->n == event->data.scalar.length || fail(r, line_of(event), STR("a NUL character"));
}

static struct yaml *read_node(struct reader *r, yaml_event_t *event, int depth);

static int
compare_keys(const void *a, const void *b)
{
	const struct yaml *x = *(struct yaml *const *)a, *y = *(struct yaml *const *)b;
	int order = str_cmp(x->key, y->key);
	return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static bool
keys_unique(struct reader *r, const struct yaml *map)
{
	struct yaml **entries = arena_take_array(map->count, sizeof(*entries));
	size_t n = 0;
	for (struct yaml *e = map->first; e != NULL; e = e->next)
		entries[n++] = e;
	qsort(entries, n, sizeof(*entries), compare_keys);
	for (size_t i = 1; i < n; i++)
		if (str_eq(entries[i - 1]->key, entries[i]->key))
			return fail(r, entries[i]->line, str_format("duplicate key '%.*s'", STRF(entries[i]->key)));
	return true;
}

/* One entry of a list, or one key with its value; NULL at the end of the collection or on an error. */
static struct yaml *
read_entry(struct reader *r, bool map, int depth)
{
	yaml_event_t event;
	struct str key = { NULL, 0 };
	int line = 0;
	if (!next_event(r, &event))
		return NULL;
	if (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT) {
		yaml_event_delete(&event);
		return NULL;
	}
	if (map) {
		line = line_of(&event);
		bool scalar = event.type == YAML_SCALAR_EVENT && !has_property(&event);
		bool ok = scalar ? read_text(r, &event, &key) : fail(r, line, STR("a key that is not plain text"));
		yaml_event_delete(&event);
		if (!ok || !next_event(r, &event))
			return NULL;
	}
	struct yaml *node = read_node(r, &event, depth);
	if (node != NULL && map) {
		node->key = key;
		node->line = line;
	}
	return node;
}

static bool
read_entries(struct reader *r, struct yaml *parent, int depth)
{
	struct yaml *last = NULL, *entry;
	while ((entry = read_entry(r, parent->kind == YAML_MAP, depth)) != NULL) {
		if (last == NULL)
			parent->first = entry;
		else
			last->next = entry;
		last = entry;
		parent->count++;
	}
	return r->error->what == NULL && (parent->kind != YAML_MAP || keys_unique(r, parent));
}

/* Takes over EVENT. */
static struct yaml *
read_node(struct reader *r, yaml_event_t *event, int depth)
{
	struct yaml *node = arena_take(sizeof(*node));
	bool ok = true;
	node->line = line_of(event);
	if (has_property(event))
		ok = fail(r, node->line, STR("anchors and tags are not allowed here"));
	else if (event->type == YAML_SCALAR_EVENT) {
		ok = read_text(r, event, &node->text);
		node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	} else if (event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT) {
		node->kind = event->type == YAML_MAPPING_START_EVENT ? YAML_MAP : YAML_LIST;
		if (depth >= YAML_DEPTH)
			ok = fail(r, node->line, str_format("nested more than %d levels deep", YAML_DEPTH));
	} else
		ok = fail(r, node->line, STR("aliases are not allowed here"));
	yaml_event_delete(event);
	if (ok && node->kind != YAML_SCALAR)
		ok = read_entries(r, node, depth + 1);
	return ok ? node : NULL;
}

/* Skips to the event that begins the root node: stream start, document start, then it. */
static struct yaml *
read_document(struct reader *r)
{
	yaml_event_t event;
	for (int i = 0; i < 2; i++) {
		if (!next_event(r, &event))
			return NULL;
		bool end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
		if (end) {
			fail(r, 1, STR("nothing in it"));
			return NULL;
		}
	}
	if (!next_event(r, &event))
		return NULL;
	struct yaml *root = read_node(r, &event, 0);
	for (int i = 0; root != NULL && i < 2; i++) {
		if (!next_event(r, &event))
			return NULL;
		bool more = i == 1 && event.type != YAML_STREAM_END_EVENT;
		int line = line_of(&event);
		yaml_event_delete(&event);
		if (more) {
			fail(r, line, STR("a second document"));
			return NULL;
		}
	}
	return root;
}

struct yaml *
yaml_parse(struct str content, struct error *error)
{
	struct reader r = { .error = error };
	*error = (struct error){ 0 };
	if (!yaml_parser_initialize(&r.parser)) {
		fail(&r, 1, STR("out of memory"));
		return NULL;
	}
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)content.p, content.n);
	struct yaml *root = read_document(&r);
	yaml_parser_delete(&r.parser);
	return error->what == NULL ? root : NULL;
}

struct yaml *
yaml_get(const struct yaml *map, const char *key)
{
	if (map == NULL || map->kind != YAML_MAP)
		return NULL;
	for (struct yaml *e = map->first; e != NULL; e = e->next)
		if (str_eq(e->key, str_of(key)))
			return e;
	return NULL;
}

struct str
yaml_text(const struct yaml *map, const char *key)
{
	const struct yaml *e = yaml_get(map, key);
	return e == NULL || e->kind != YAML_SCALAR ? (struct str){ NULL, 0 } : e->text;
}

bool
yaml_is_null(const struct yaml *node)
{
	return node->kind == YAML_SCALAR && !node->quoted &&
	       (node->text.n == 0 || str_eq(node->text, STR("~")) || str_eq(node->text, STR("null")));
}

/* Letters first, nothing that YAML gives a meaning, and no word that YAML 1.1 reads as a number, boolean or null. */
static bool
is_plain(struct str s)
{
	static const char *const words[] = { "true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf" };
	if (s.n == 0 || !((s.p[0] >= 'a' && s.p[0] <= 'z') || (s.p[0] >= 'A' && s.p[0] <= 'Z') || s.p[0] == '/'))
		return false;
	if (!str_all_in(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-/:@=~ ") || s.p[s.n - 1] == ' ' ||
	    s.p[s.n - 1] == ':' || str_find_str(s, STR(": ")) < s.n)
		return false;
	for (size_t i = 0; i < COUNT(words); i++)
		if (strlen(words[i]) == s.n) {
			size_t k = 0;
			while (k < s.n && (s.p[k] | 0x20) == words[i][k])
				k++;
			if (k == s.n)
				return false;
		}
	return true;
}

struct str
yaml_quote(struct str s)
{
	if (is_plain(s))
		return s;
	struct text out = { NULL, 0, 0 };
	text_add(&out, STR("\""));
	size_t plain = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool quote = c == '"' || c == '\\';
		if (!quote && c >= 0x20 && c != 0x7f)
			continue;
		text_add(&out, str_sub(s, plain, i - plain));
		text_addf(&out, quote ? "\\%c" : "\\x%02x", c);
		plain = i + 1;
	}
	text_add(&out, str_sub(s, plain, s.n));
	text_add(&out, STR("\""));
	return text_str(&out);
}
