#include "base/base.h"

#include "base/arena.h"
#include "base/template.h"
#include "report/html.h"
#include "report/section.h"

static void
add_tile(struct text *out, struct str value, const char *title, struct str note)
{
	text_addf(out, "<div><dt>%s</dt><dd>%.*s%s%.*s%s</dd></div>\n", title, STRF(value), note.n > 0 ? " <small>" : "", STRF(note),
	          note.n > 0 ? "</small>" : "");
}

static struct str
count_findings(const struct yaml *audit)
{
	static const char *const severities[] = { "critical", "high", "medium", "low", "none", "unknown" };
	const struct yaml *findings = yaml_get(audit, "findings");
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < COUNT(severities); i++) {
		size_t count = 0;
		for (const struct yaml *f = findings == NULL ? NULL : findings->first; f != NULL; f = f->next)
			count += str_eq(yaml_text(f, "severity"), str_of(severities[i]));
		if (count > 0)
			text_addf(&out, "%s%zu %s", out.n > 0 ? ", " : "", count, severities[i]);
	}
	return out.n == 0 ? STR("") : text_str(&out);
}

static struct str
summary_section(const struct report *r)
{
	struct text out = { NULL, 0, 0 };
	size_t kinds[REPORT_KINDS] = { 0 };
	struct report_cuts cuts = report_cuts_read(r->cuts);
	uint64_t cut = 0;
	const struct yaml *findings = yaml_get(r->audit, "findings");
	struct str seconds = yaml_text(report_times(r, STR("image")), "total_seconds");
	for (size_t i = 0; i < r->size.part_count; i++)
		kinds[r->size.parts[i].kind] += r->size.parts[i].component > 0;
	for (size_t i = 0; i < cuts.count; i++)
		cut += cuts.items[i].bytes;
	add_tile(&out, html_bytes(r->size.bytes), "Size", str_format("%ju files in %zu layers", (uintmax_t)r->size.files, r->size.layer_count));
	if (r->size.stored > 0)
		add_tile(&out, html_bytes(r->size.stored), "Compressed", STR("as a registry stores it"));
	add_tile(&out, str_format("%zu", kinds[REPORT_PYTHON]), "Python packages", str_format("and %zu apks", kinds[REPORT_APK]));
	if (r->audit != NULL)
		add_tile(&out, str_format("%zu", findings == NULL ? 0 : findings->count), "Vulnerabilities",
		         findings == NULL || findings->count == 0 ? STR("known") : count_findings(r->audit));
	if (cuts.count > 0)
		add_tile(&out, html_bytes(cut), "Left out", STR("of its packages' files"));
	if (seconds.n > 0)
		add_tile(&out, str_format("%.*s\xc2\xa0s", STRF(html(seconds))), "Build", STR("the builder alone"));
	return text_str(&out);
}

static struct str
facts_of(const struct report *r)
{
	struct text out = { NULL, 0, 0 };
	if (r->lock == NULL)
		return STR("");
	text_addf(&out, "Python %.*s on Alpine %.*s, %.*s. Locked %.*s, from <code>%.*s</code>.", STRF(html(r->lock->python)), STRF(html(r->lock->alpine)),
	          STRF(html(r->lock->platform)), STRF(html(str_sub(r->lock->created, 0, 10))), STRF(html(r->lock->base_image)));
	return text_str(&out);
}

/* A section that has nothing to say is hidden with its heading and its link. */
static struct str
shown(struct str section)
{
	return section.n > 0 ? STR("") : STR(" hidden=\"hidden\"");
}

bool
report_page(const struct report *r, struct str template, struct str style, struct str script, struct str *page, int *line, struct str *what)
{
	struct text out = { NULL, 0, 0 };
	struct str cuts = report_cuts_section(r), apks = report_apks_section(r);
	const struct template_value values[] = {
		{ "policy", html_policy_hash(script) },
		{ "style", style },
		{ "script", script },
		{ "name", html(r->name) },
		{ "key", html(r->key) },
		{ "facts", facts_of(r) },
		{ "summary", summary_section(r) },
		{ "map", report_map_section(r) },
		{ "layers", report_layers_section(r) },
		{ "packages", report_packages_section(r) },
		{ "apks", apks },
		{ "no_apks", shown(apks) },
		{ "cuts", cuts },
		{ "cuts_map", report_cuts_map_section(r) },
		{ "no_cuts", shown(cuts) },
		{ "findings", report_audit_section(r) },
		{ "changes", report_changes_section(r) },
		{ "times", report_times_section(r) },
	};
	if (!template_fill(&out, template, values, COUNT(values), line, what))
		return false;
	*page = text_str(&out);
	return true;
}
