#include "base/base.h"

#include "apk/depend.h"
#include "base/arena.h"
#include "base/grammar.h"
#include "python/pep440.h"
#include "record/alpine.h"
#include "record/receipt.h"

enum { WORD_LIMIT = 128 };

static const char *
wrong_version(struct str s)
{
	struct pep440 version;
	return s.n <= WORD_LIMIT && pep440_parse(s, &version) ? NULL : "not a version";
}

static const char *
wrong_alpine(struct str s)
{
	return record_alpine(s) != 0 ? NULL : "not an Alpine release";
}

static const char *
wrong_arch(struct str s)
{
	return s.n > 0 && s.n <= 16 && str_all_in(s, "abcdefghijklmnopqrstuvwxyz0123456789_") ? NULL : "not an architecture";
}

/* X.Y.Z, and where X.Y ends. */
static bool
cut_python(struct str s, struct str *feature)
{
	struct str rest = s, part;
	uint64_t n;
	size_t parts = 0;
	*feature = str_sub(s, 0, 0);
	while (rest.p != NULL) {
		part = str_cut(&rest, '.');
		if (!str_u64(part, &n))
			return false;
		if (++parts == 2)
			*feature = str_sub(s, 0, (size_t)(part.p + part.n - s.p));
	}
	return parts == 3 && s.n <= 16;
}

static const char *
wrong_python(struct str s)
{
	struct str feature;
	return cut_python(s, &feature) ? NULL : "not a Python version of three numbers";
}

static const char *
wrong_date(struct str s)
{
	return is_day(s) ? NULL : "not a date, write 2026-01-31";
}

static const char *
wrong_seconds(struct str s)
{
	struct str rest = s, whole = str_cut(&rest, '.');
	uint64_t n;
	return s.n <= 12 && str_u64(whole, &n) && (rest.p == NULL || str_u64(rest, &n)) ? NULL : "not a number of seconds";
}

static const char *
wrong_pin(struct str s)
{
	struct str version = s, name = str_cut(&version, '=');
	if (!apk_name_valid(name) || version.p == NULL || !apk_version_valid_for_any(version))
		return "not an apk with its version, write name=1.0-r0";
	return NULL;
}

static const char *
wrong_library(struct str s)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-";
	if (!str_starts(s, STR("so:")) || s.n <= 3 || s.n > WORD_LIMIT || !str_all_in(str_sub(s, 3, s.n), set))
		return "not a library, write so:NAME";
	return NULL;
}

static const char *
wrong_fact(int *line, const struct yaml *node, struct str text, const char *what)
{
	*line = node->line;
	return str_z(str_format("'%.*s' of '%.*s' is %s", STRF(text), STRF(node->key), what));
}

static const char *
read_list(const struct yaml *node, const char *(*wrong)(struct str), struct str_list *list, int *line)
{
	*line = node->line;
	if (node->kind != YAML_LIST)
		return str_z(str_format("'%.*s' is not a list", STRF(node->key)));
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		*line = e->line;
		if (e->kind != YAML_SCALAR)
			return str_z(str_format("an entry of '%.*s' is not text", STRF(node->key)));
		const char *what = wrong(e->text);
		if (what != NULL)
			return wrong_fact(line, node, e->text, what);
		if (list->count > 0 && str_cmp(list->items[list->count - 1], e->text) >= 0)
			return str_z(str_format("'%.*s' of '%.*s' is repeated or out of order", STRF(e->text), STRF(node->key)));
		str_list_add(list, e->text);
	}
	return NULL;
}

static const char *
read_receipt(const struct yaml *node, struct receipt *receipt, int *line)
{
	const struct {
		const char *key;
		const char *(*wrong)(struct str);
		struct str *text;
		struct str_list *list;
	} facts[] = {
		{ "version", wrong_version, &receipt->version, NULL }, { "alpine", wrong_alpine, &receipt->alpine, NULL },
		{ "arch", wrong_arch, &receipt->arch, NULL },          { "python", wrong_python, &receipt->python, NULL },
		{ "date", wrong_date, &receipt->date, NULL },          { "seconds", wrong_seconds, &receipt->seconds, NULL },
		{ "build", wrong_pin, NULL, &receipt->build },         { "needs", wrong_library, NULL, &receipt->needs },
		{ "apks", wrong_pin, NULL, &receipt->apks },
	};
	const struct yaml *e = node->first;
	*line = node->line;
	for (size_t i = 0; i < COUNT(facts); i++, e = e->next) {
		if (node->kind != YAML_MAP || e == NULL || !str_eq(e->key, str_of(facts[i].key)))
			return str_z(str_format("a receipt lacks '%s', or has it out of order", facts[i].key));
		const char *what = NULL;
		if (facts[i].list != NULL)
			what = read_list(e, facts[i].wrong, facts[i].list, line);
		else {
			*facts[i].text = e->text;
			what = e->kind != YAML_SCALAR ? "not text" : facts[i].wrong(e->text);
			what = what == NULL ? NULL : wrong_fact(line, e, e->text, what);
		}
		if (what != NULL)
			return what;
	}
	return e == NULL ? NULL : str_z(str_format("unknown key '%.*s' of a receipt", STRF(e->key)));
}

/* By release, architecture and Python X.Y: one receipt each. */
static int
receipt_cmp(const struct receipt *a, const struct receipt *b)
{
	unsigned x = record_alpine(a->alpine), y = record_alpine(b->alpine);
	struct str p, q;
	struct pep440 v, w;
	if (x != y)
		return x < y ? -1 : 1;
	if (!str_eq(a->arch, b->arch))
		return str_cmp(a->arch, b->arch);
	if (!cut_python(a->python, &p) || !cut_python(b->python, &q) || !pep440_parse(p, &v) || !pep440_parse(q, &w))
		return 0;
	return pep440_cmp(&v, &w);
}

static const char *
read_receipts(const struct yaml *node, struct receipts *receipts, int *line)
{
	*line = node->line;
	if (node->kind != YAML_LIST || node->count == 0)
		return "'receipts' is not a list of maps";
	receipts->items = arena_take_array(node->count, sizeof(*receipts->items));
	for (const struct yaml *e = node->first; e != NULL; e = e->next) {
		struct receipt *receipt = &receipts->items[receipts->count];
		const char *what = read_receipt(e, receipt, line);
		if (what != NULL)
			return what;
		if (receipts->count++ > 0 && receipt_cmp(receipt - 1, receipt) >= 0) {
			*line = e->line;
			return "receipts are sorted by Alpine release, architecture and Python, one for each";
		}
	}
	return NULL;
}

static bool
read_minutes(const struct yaml *node, struct receipts *receipts)
{
	receipts->line = node->line;
	return node->kind == YAML_SCALAR && node->text.n <= 4 && str_u64(node->text, &receipts->minutes) && receipts->minutes > 0 &&
	       node->next != NULL && str_eq(node->next->key, STR("unproven"));
}

const char *
receipts_read(const struct yaml *root, struct receipts *receipts, int *line)
{
	*receipts = (struct receipts){ .count = 0 };
	for (const struct yaml *e = root->first; e != NULL; e = e->next) {
		bool list = str_eq(e->key, STR("receipts"));
		*line = e->line;
		if (str_eq(e->key, STR("minutes")) && !read_minutes(e, receipts))
			return "'minutes' is not a number of at most four digits above 'unproven'";
		if (!list && !str_eq(e->key, STR("unproven")))
			continue;
		if (receipts->minutes == 0)
			receipts->line = e->line;
		if (e->next != NULL)
			return str_z(str_format("'%.*s' belongs at the end", STRF(e->key)));
		if (list)
			return read_receipts(e, receipts, line);
		receipts->unproven = e->text;
		if (e->kind != YAML_SCALAR || e->text.n == 0 || !is_plain_value(e->text))
			return "'unproven' is not a line of printable ASCII without quotes, \\, $ and `";
	}
	return NULL;
}

static void
add_list(struct text *out, const char *key, const struct str_list *list)
{
	text_addf(out, ", %s: [", key);
	for (size_t i = 0; i < list->count; i++) {
		text_add(out, i == 0 ? STR("") : STR(", "));
		text_add(out, yaml_quote(list->items[i]));
	}
	text_add(out, STR("]"));
}

static void
add_receipt(struct text *out, const struct receipt *receipt)
{
	const struct {
		const char *before;
		struct str value;
	} facts[] = { { "  - {version: ", receipt->version }, { ", alpine: ", receipt->alpine }, { ", arch: ", receipt->arch },
		      { ", python: ", receipt->python },      { ", date: ", receipt->date },     { ", seconds: ", receipt->seconds } };
	for (size_t i = 0; i < COUNT(facts); i++) {
		text_add(out, str_of(facts[i].before));
		text_add(out, yaml_quote(facts[i].value));
	}
	add_list(out, "build", &receipt->build);
	add_list(out, "needs", &receipt->needs);
	add_list(out, "apks", &receipt->apks);
	text_add(out, STR("}\n"));
}

/* CONTENT up to its receipts or the reason why it has none. */
static struct text
above(struct str content, const struct receipts *receipts)
{
	struct text out = { NULL, 0, 0 };
	struct str line;
	for (int n = 1; str_line(&content, &line) && (receipts->line == 0 || n < receipts->line); n++) {
		text_add(&out, line);
		text_add(&out, STR("\n"));
	}
	return out;
}

struct str
receipt_add(struct str content, const struct receipts *old, const struct receipt *receipt)
{
	struct text out = above(content, old);
	size_t i = 0;
	text_add(&out, STR("receipts:\n"));
	for (; i < old->count && receipt_cmp(&old->items[i], receipt) < 0; i++)
		add_receipt(&out, &old->items[i]);
	add_receipt(&out, receipt);
	for (; i < old->count; i++)
		if (receipt_cmp(&old->items[i], receipt) > 0)
			add_receipt(&out, &old->items[i]);
	return text_str(&out);
}

struct str
receipt_add_reason(struct str content, const struct receipts *old, struct str unproven)
{
	if (old->count > 0)
		return content;
	struct text out = above(content, old);
	if (old->minutes > 0)
		text_addf(&out, "minutes: %llu\n", (unsigned long long)old->minutes);
	text_add(&out, STR("unproven: "));
	text_add(&out, yaml_quote(unproven));
	text_add(&out, STR("\n"));
	return text_str(&out);
}
