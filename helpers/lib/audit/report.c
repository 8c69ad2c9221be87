#include "base/base.h"

#include "audit/report.h"
#include "base/escape.h"
#include "base/json.h"

static size_t
count_counting(const struct report *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->audit->count; i++)
		n += finding_counts(&r->audit->findings[i], r->level);
	return n;
}

static size_t
count_stated(const struct report *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->audit->count; i++)
		n += r->audit->findings[i].vex != NULL;
	return n;
}

/* "3 known, 2 at high or above or of unknown severity, 4 not judged"; always says how much was not judged. */
static struct str
summary_of(const struct report *r)
{
	struct text out = { NULL, 0, 0 };
	size_t stated = count_stated(r);
	text_addf(&out, "%zu known", r->audit->count);
	if (r->audit->count > 0)
		text_addf(&out, ", %zu at %.*s or above or of unknown severity", count_counting(r), STRF(cvss_rating_name(r->level)));
	if (stated > 0)
		text_addf(&out, ", %zu without effect here by a statement", stated);
	text_addf(&out, ", %zu not judged", r->audit->inventory->unjudged_count);
	return text_str(&out);
}

/* Columns on a terminal: bytes that begin a character. */
static size_t
width(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

static void
add_cell(struct text *out, struct str s, size_t wide)
{
	text_add(out, s);
	for (size_t n = width(s); n < wide; n++)
		text_add(out, STR(" "));
}

enum { COLUMNS = 6 };

static void
cells_of(const struct finding *f, struct str cells[COLUMNS])
{
	static const char *const fixes[] = { "?", "no", "yes" };
	cells[0] = f->vex != NULL ? vex_status_name(f->vex->status) : finding_severity(f);
	bool others = f->members.n > 0 && !str_eq(f->members, f->package);
	cells[1] = str_format("%.*s %.*s%s%.*s%s", STRF(f->package), STRF(f->component->version), others ? " (" : "",
	                      STRF(others ? f->members : STR("")), others ? ")" : "");
	cells[2] = f->id;
	cells[3] = f->fixed.n > 0 ? f->fixed : STR("-");
	cells[4] = f->via.n > 0 ? f->via : STR("-");
	cells[5] = str_format("%s: %.*s", fixes[f->fix], STRF(f->fix_why));
	for (size_t c = 0; c < COLUMNS; c++)
		cells[c] = str_show(cells[c]);
}

static void
add_rows(struct text *out, const struct audit *audit)
{
	static const char *const heads[COLUMNS] = { "SEVERITY", "PACKAGE", "VULNERABILITY", "FIXED IN", "REQUIRED BY", "FIX NOW" };
	size_t wide[COLUMNS];
	struct str cells[COLUMNS];
	for (size_t c = 0; c < COLUMNS; c++)
		wide[c] = strlen(heads[c]);
	for (size_t i = 0; i < audit->count; i++) {
		cells_of(&audit->findings[i], cells);
		for (size_t c = 0; c < COLUMNS; c++)
			wide[c] = width(cells[c]) > wide[c] ? width(cells[c]) : wide[c];
	}
	for (size_t i = 0; i <= audit->count && audit->count > 0; i++) {
		if (i > 0)
			cells_of(&audit->findings[i - 1], cells);
		for (size_t c = 0; c < COLUMNS; c++) {
			add_cell(out, i == 0 ? str_of(heads[c]) : cells[c], c + 1 < COLUMNS ? wide[c] : 0);
			text_add(out, c + 1 < COLUMNS ? STR("  ") : STR("\n"));
		}
	}
}

struct str
report_table(const struct report *r)
{
	struct text out = { NULL, 0, 0 };
	const struct inventory *inventory = r->audit->inventory;
	add_rows(&out, r->audit);
	for (size_t i = 0; i < inventory->unjudged_count; i++) {
		text_add(&out, i == 0 ? STR("not judged:\n  ") : STR("  "));
		text_addf(&out, "%.*s: %.*s\n", STRF(str_show(inventory->unjudged[i].what)), STRF(str_show(inventory->unjudged[i].why)));
	}
	for (size_t i = 0; i < r->vex->count; i++) {
		const struct vex_statement *s = &r->vex->items[i];
		struct str complaint = vex_complaint(s);
		if (complaint.n > 0)
			text_addf(&out, "%s:%d: %.*s: %.*s\n", s->file, s->line, STRF(str_show(s->names.items[0])), STRF(complaint));
	}
	text_addf(&out, "%.*s: %.*s (%zu packages; advisories of %.*s)\n", STRF(str_show(inventory->what)), STRF(summary_of(r)),
	          inventory->count, STRF(str_sub(r->audit->advisories->date, 0, 10)));
	return text_str(&out);
}

static void
add_finding(struct json *json, const struct report *r, const struct finding *f)
{
	static const char *const fixes[] = { "unknown", "no", "yes" };
	json_open(json, NULL, '{');
	json_string(json, "id", f->id);
	json_strings(json, "names", &f->ids);
	json_string(json, "package", f->package);
	json_string(json, "version", f->component->version);
	json_string(json, "purl", inventory_purl(r->audit->inventory, f->component));
	json_fact(json, "apks", f->members);
	json_string(json, "severity", f->rated ? cvss_rating_name(f->rating) : STR("unknown"));
	if (f->score >= 0)
		json_tenths(json, "score", f->score);
	json_fact(json, "vector", f->vector);
	json_fact(json, "fixed", f->fixed);
	json_fact(json, "via", f->via);
	json_string(json, "fix-now", str_of(fixes[f->fix]));
	json_string(json, "fix-why", f->fix_why);
	json_fact(json, "location", f->component->location);
	json_fact(json, "summary", f->summary);
	json_bool(json, "counts", finding_counts(f, r->level));
	if (f->vex != NULL) {
		json_open(json, "statement", '{');
		json_string(json, "status", vex_status_name(f->vex->status));
		json_fact(json, "justification", f->vex->justification);
		json_fact(json, "reason", f->vex->reason);
		json_fact(json, "expires", f->vex->expires);
		json_close(json, '}');
	}
	json_close(json, '}');
}

static void
add_statements(struct json *json, const struct vex *vex)
{
	json_open(json, "statements", '[');
	for (size_t i = 0; i < vex->count; i++) {
		struct str complaint = vex_complaint(&vex->items[i]);
		if (complaint.n == 0)
			continue;
		json_open(json, NULL, '{');
		json_string(json, "file", str_of(vex->items[i].file));
		json_number(json, "line", vex->items[i].line);
		json_strings(json, "names", &vex->items[i].names);
		json_string(json, "complaint", complaint);
		json_close(json, '}');
	}
	json_close(json, ']');
}

struct str
report_json(const struct report *r)
{
	struct json json = { .depth = 0 };
	const struct inventory *inventory = r->audit->inventory;
	json_open(&json, NULL, '{');
	json_string(&json, "audited", inventory->what);
	json_string(&json, "advisories", r->audit->advisories->date);
	json_string(&json, "summary", summary_of(r));
	json_number(&json, "packages", (long long)inventory->count);
	json_fact(&json, "alpine", inventory->branch);
	json_string(&json, "level", cvss_rating_name(r->level));
	json_open(&json, "findings", '[');
	for (size_t i = 0; i < r->audit->count; i++)
		add_finding(&json, r, &r->audit->findings[i]);
	json_close(&json, ']');
	json_open(&json, "not-judged", '[');
	for (size_t i = 0; i < inventory->unjudged_count; i++) {
		json_open(&json, NULL, '{');
		json_string(&json, "what", inventory->unjudged[i].what);
		json_string(&json, "why", inventory->unjudged[i].why);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	add_statements(&json, r->vex);
	json_close(&json, '}');
	return json_text(&json);
}
