/* What trimming removed, by rule, with the packages it was removed from. */

#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "report/html.h"
#include "report/map.h"
#include "report/section.h"

enum { PACKAGES = 4 /* named in a row */ };

static int
by_name(const void *a, const void *b)
{
	const struct report_cut *x = a, *y = b;
	int order = str_cmp(x->rule, y->rule);
	return order != 0 ? order : str_cmp(x->package, y->package);
}

struct report_cuts
report_cuts_read(struct str lines)
{
	struct report_cuts all = { NULL, 0, 0 };
	for (struct str line; str_line(&lines, &line);) {
		struct report_cut cut = { .files = 1 };
		cut.package = str_cut(&line, '\t');
		cut.rule = line.p == NULL ? STR("") : str_cut(&line, '\t');
		if (line.p == NULL || cut.rule.n == 0 || !str_u64(str_cut(&line, '\t'), &cut.bytes))
			continue;
		arena_reserve(&all.items, all.count, &all.capacity);
		all.items[all.count++] = cut;
	}
	if (all.count > 1)
		qsort(all.items, all.count, sizeof(*all.items), by_name);
	size_t kept = 0;
	for (size_t i = 0; i < all.count; i++) {
		struct report_cut *last = kept == 0 ? NULL : &all.items[kept - 1];
		if (last != NULL && by_name(last, &all.items[i]) == 0) {
			last->bytes += all.items[i].bytes;
			last->files++;
		} else
			all.items[kept++] = all.items[i];
	}
	all.count = kept;
	return all;
}

/* The reason of the rule's first line in trim.tsv, whose third column names it and whose seventh says why. */
static struct str
reason_of(struct str rules, struct str rule)
{
	for (struct str line; str_line(&rules, &line);) {
		struct str name = { NULL, 0 }, reason = { NULL, 0 };
		if (str_starts(line, STR("#")))
			continue;
		for (int column = 1; line.p != NULL; column++) {
			struct str value = str_cut(&line, '\t');
			name = column == 3 ? value : name;
			reason = column == 7 ? value : reason;
		}
		if (str_eq(name, rule))
			return reason;
	}
	return STR("");
}

static int
by_bytes(const void *a, const void *b)
{
	const struct report_cut *x = a, *y = b;
	return x->bytes != y->bytes ? (x->bytes < y->bytes) - (x->bytes > y->bytes) : by_name(x, y);
}

struct rule {
	struct report_cut *cuts; /* the largest first */
	size_t count;
	uint64_t bytes, files;
};

struct rules {
	struct rule *items; /* the largest first */
	size_t count;
};

static int
by_rule_bytes(const void *a, const void *b)
{
	const struct rule *x = a, *y = b;
	return x->bytes != y->bytes ? (x->bytes < y->bytes) - (x->bytes > y->bytes) : by_name(x->cuts, y->cuts);
}

static struct rules
by_rule(const struct report *r)
{
	struct report_cuts cuts = report_cuts_read(r->cuts);
	struct rules rules = { arena_take_array(cuts.count + 1, sizeof(*rules.items)), 0 };
	for (size_t i = 0; i < cuts.count; i++) {
		if (i == 0 || !str_eq(cuts.items[i].rule, cuts.items[i - 1].rule))
			rules.items[rules.count++] = (struct rule){ .cuts = &cuts.items[i] };
		struct rule *rule = &rules.items[rules.count - 1];
		rule->count++;
		rule->bytes += cuts.items[i].bytes;
		rule->files += cuts.items[i].files;
	}
	for (size_t i = 0; i < rules.count; i++)
		qsort(rules.items[i].cuts, rules.items[i].count, sizeof(struct report_cut), by_bytes);
	if (rules.count > 1)
		qsort(rules.items, rules.count, sizeof(*rules.items), by_rule_bytes);
	return rules;
}

static void
add_row(struct text *out, const struct report *r, const struct rule *rule, size_t number, uint64_t most)
{
	struct str reason = reason_of(r->rules, rule->cuts->rule);
	text_addf(out, "<tr id=\"rule-%zu\"><th scope=\"row\">%.*s</th><td class=\"size\" data-label=\"Size\" data-sort=\"%ju\"><span class=\"bar cut\" style=\"--part:%.*s\"></span>"
	               "<span class=\"n\">%.*s</span></td><td class=\"n\" data-label=\"Files\" data-sort=\"%ju\">%ju</td><td data-label=\"Why\">%.*s</td><td data-label=\"Of\">",
	          number, STRF(html(rule->cuts->rule)), (uintmax_t)rule->bytes, STRF(html_share(rule->bytes, most)), STRF(html_bytes(rule->bytes)),
	          (uintmax_t)rule->files, (uintmax_t)rule->files, STRF(reason.n > 0 ? html(reason) : STR("\xe2\x80\x93")));
	for (size_t i = 0; i < rule->count && i < PACKAGES; i++)
		text_addf(out, "%s%.*s %.*s", i > 0 ? ", " : "", STRF(html(rule->cuts[i].package)), STRF(html_bytes(rule->cuts[i].bytes)));
	if (rule->count > PACKAGES)
		text_addf(out, " and %zu more", rule->count - PACKAGES);
	text_add(out, STR("</td></tr>\n"));
}

struct str
report_cuts_section(const struct report *r)
{
	struct rules rules = by_rule(r);
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < rules.count; i++)
		add_row(&out, r, &rules.items[i], i + 1, rules.items[0].bytes);
	return out.n == 0 ? STR("") : text_str(&out);
}

struct str
report_cuts_map_section(const struct report *r)
{
	struct rules rules = by_rule(r);
	struct map_group *groups = arena_take_array(rules.count + 1, sizeof(*groups));
	for (size_t i = 0; i < rules.count; i++) {
		const struct rule *rule = &rules.items[i];
		struct str href = str_format("#rule-%zu", i + 1);
		groups[i] = (struct map_group){ rule->cuts->rule, href, rule->bytes, arena_take_array(rule->count, sizeof(struct map_item)), rule->count };
		for (size_t k = 0; k < rule->count; k++)
			groups[i].items[k] = (struct map_item){ rule->cuts[k].package, STR(""), href, "cut", rule->cuts[k].bytes };
	}
	return report_map(groups, rules.count);
}
