/* Known vulnerabilities, from the JSON of scibids-audit, and the difference of two locks, from the Markdown of scibids-lock. */

#include "base/base.h"

#include "base/arena.h"
#include "report/html.h"
#include "report/section.h"

/* The class that gives a severity its colour. */
static const char *
severity_class(struct str severity)
{
	static const char *const known[] = { "critical", "high", "medium", "low", "none" };
	for (size_t i = 0; i < COUNT(known); i++)
		if (str_eq(severity, str_of(known[i])))
			return known[i];
	return "unknown";
}

static void
add_finding(struct text *out, const struct yaml *f)
{
	const struct yaml *statement = yaml_get(f, "statement");
	struct str severity = yaml_text(f, "severity"), score = yaml_text(f, "score"), fixed = yaml_text(f, "fixed"), why = yaml_text(f, "fix-why");
	text_addf(out, "<tr><td data-label=\"Severity\" data-sort=\"%.*s\"><span class=\"severity %s\">%.*s</span> %.*s</td><th scope=\"row\">%.*s</th><td data-label=\"Package\">%.*s %.*s</td>",
	          STRF(score.n > 0 ? html(score) : STR("-1")), severity_class(severity), STRF(html(severity)), STRF(html(score)), STRF(html(yaml_text(f, "id"))),
	          STRF(html(yaml_text(f, "package"))), STRF(html(yaml_text(f, "version"))));
	text_addf(out, "<td data-label=\"Fixed in\">%.*s</td><td data-label=\"What\">%.*s", STRF(fixed.n > 0 ? html(fixed) : STR("\xe2\x80\x93")),
	          STRF(html(yaml_text(f, "summary"))));
	if (statement != NULL)
		text_addf(out, "<br/><i>%.*s: %.*s</i>", STRF(html(yaml_text(statement, "status"))), STRF(html(yaml_text(statement, "reason"))));
	else if (why.n > 0)
		text_addf(out, "<br/><i>Fix now: %.*s, %.*s</i>", STRF(html(yaml_text(f, "fix-now"))), STRF(html(why)));
	text_add(out, STR("</td></tr>\n"));
}

static void
add_unjudged(struct text *out, const struct yaml *list)
{
	if (list == NULL || list->first == NULL)
		return;
	text_addf(out, "<details><summary>%zu not judged</summary><ul>\n", list->count);
	for (const struct yaml *e = list->first; e != NULL; e = e->next)
		text_addf(out, "<li>%.*s: %.*s</li>\n", STRF(html(yaml_text(e, "what"))), STRF(html(yaml_text(e, "why"))));
	text_add(out, STR("</ul></details>\n"));
}

struct str
report_audit_section(const struct report *r)
{
	struct text out = { NULL, 0, 0 };
	const struct yaml *findings = yaml_get(r->audit, "findings");
	if (r->audit == NULL)
		return str_format("<p>%.*s</p>\n", STRF(html(r->audit_missing)));
	text_addf(&out, "<p>By the advisories of %.*s: %.*s.</p>\n", STRF(html(str_sub(yaml_text(r->audit, "advisories"), 0, 10))),
	          STRF(html(yaml_text(r->audit, "summary"))));
	if (findings != NULL && findings->first != NULL) {
		text_add(&out, STR("<div class=\"scroll\"><table class=\"sort cards\"><caption>Known vulnerabilities</caption><thead><tr><th scope=\"col\">Severity</th><th scope=\"col\">Vulnerability</th>"
		                   "<th scope=\"col\">Package</th><th scope=\"col\">Fixed in</th><th scope=\"col\">What</th></tr></thead><tbody>\n"));
		for (const struct yaml *f = findings->first; f != NULL; f = f->next)
			add_finding(&out, f);
		text_add(&out, STR("</tbody></table></div>\n"));
	}
	add_unjudged(&out, yaml_get(r->audit, "not-judged"));
	return text_str(&out);
}

struct str
report_changes_section(const struct report *r)
{
	struct text out = { NULL, 0, 0 };
	struct str rest = r->changes;
	bool list = false;
	if (rest.n == 0)
		return str_format("<p>%.*s</p>\n", STRF(html(r->from)));
	text_addf(&out, "<p>Since <code>%.*s</code>:</p>\n", STRF(html(r->from)));
	for (struct str line; str_line(&rest, &line);) {
		bool item = str_starts(line, STR("- "));
		if (list && !item && line.n > 0) {
			text_add(&out, STR("</ul>\n"));
			list = false;
		}
		if (item) {
			text_addf(&out, "%s<li>%.*s</li>\n", list ? "" : "<ul>\n", STRF(html(str_sub(line, 2, line.n))));
			list = true;
		} else if (str_starts(line, STR("### ")))
			text_addf(&out, "<h3>%.*s</h3>\n", STRF(html(str_sub(line, 4, line.n))));
		else if (line.n > 0)
			text_addf(&out, "<p>%.*s</p>\n", STRF(html(line)));
	}
	text_add(&out, list ? STR("</ul>\n") : STR(""));
	return text_str(&out);
}
