#include "base/base.h"

#include "base/json.h"
#include "audit/sarif.h"
#include "base/arena.h"

static void
add_text(struct json *json, const char *key, struct str text)
{
	json_open(json, key, '{');
	json_string(json, "text", text);
	json_close(json, '}');
}

/* SARIF's artifact locations are URI references (RFC 3986). */
static struct str
uri_of(struct str path)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];
		bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c != '\0' && strchr("-._~/+@", c) != NULL);
		text_addf(&out, plain ? "%c" : "%%%02X", c);
	}
	return text_str(&out);
}

static void
add_location(struct json *json, struct str path, int line)
{
	json_open(json, "locations", '[');
	json_open(json, NULL, '{');
	json_open(json, "physicalLocation", '{');
	json_open(json, "artifactLocation", '{');
	json_string(json, "uri", uri_of(path));
	json_close(json, '}');
	if (line > 0) {
		json_open(json, "region", '{');
		json_number(json, "startLine", line);
		json_close(json, '}');
	}
	json_close(json, '}');
	json_close(json, '}');
	json_close(json, ']');
}

static const char *
level_of(const struct finding *f)
{
	if (f->rated && f->rating <= CVSS_LOW)
		return "note";
	return f->rated && f->rating >= CVSS_HIGH ? "error" : "warning";
}

static void
add_rule(struct json *json, const struct finding *f)
{
	json_open(json, NULL, '{');
	json_string(json, "id", f->id);
	add_text(json, "shortDescription", str_format("%.*s in %.*s", STRF(f->id), STRF(f->package)));
	if (f->summary.n > 0)
		add_text(json, "fullDescription", f->summary);
	json_open(json, "properties", '{');
	if (f->score >= 0)
		json_string(json, "security-severity", str_format("%d.%d", f->score / 10, f->score % 10));
	json_fact(json, "cvss", f->vector);
	json_strings(json, "aliases", &f->ids);
	json_close(json, '}');
	json_close(json, '}');
}

static struct str
message_of(const struct finding *f)
{
	struct text out = { NULL, 0, 0 };
	text_addf(&out, "%.*s %.*s has %.*s (%.*s).", STRF(f->package), STRF(f->component->version), STRF(f->id), STRF(finding_severity(f)));
	if (f->fixed.n > 0)
		text_addf(&out, " Fixed in %.*s.", STRF(f->fixed));
	if (f->via.n > 0)
		text_addf(&out, " Brought by %.*s.", STRF(f->via));
	if (f->fix != FIX_UNKNOWN)
		text_addf(&out, " %s: %.*s.", f->fix == FIX_YES ? "A fix can be had now" : "No fix can be had now", STRF(f->fix_why));
	return text_str(&out);
}

static void
add_result(struct json *json, const struct audit *audit, const struct finding *f)
{
	json_open(json, NULL, '{');
	json_string(json, "ruleId", f->id);
	json_string(json, "level", str_of(level_of(f)));
	add_text(json, "message", message_of(f));
	bool lock = audit->inventory->kind == INVENTORY_LOCK;
	add_location(json, lock ? audit->inventory->what : f->component->location, f->component->line);
	json_open(json, "partialFingerprints", '{');
	json_string(json, "vulnerability/v1", str_format("%.*s:%.*s", STRF(f->id), STRF(inventory_purl(audit->inventory, f->component))));
	json_close(json, '}');
	if (f->vex != NULL) {
		json_open(json, "suppressions", '[');
		json_open(json, NULL, '{');
		json_string(json, "kind", STR("external"));
		json_string(json, "justification", f->vex->reason.n > 0 ? f->vex->reason : f->vex->justification);
		json_close(json, '}');
		json_close(json, ']');
	}
	json_close(json, '}');
}

static void
add_rules(struct json *json, const struct audit *audit, bool complaints)
{
	struct str_list ids = { NULL, 0, 0 };
	json_open(json, "rules", '[');
	for (size_t i = 0; i < audit->count; i++) {
		if (str_list_has(&ids, audit->findings[i].id))
			continue;
		str_list_add(&ids, audit->findings[i].id);
		add_rule(json, &audit->findings[i]);
	}
	if (complaints) {
		json_open(json, NULL, '{');
		json_string(json, "id", STR("vex-statement"));
		add_text(json, "shortDescription", STR("A VEX statement that holds no more"));
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void
add_complaints(struct json *json, const struct vex *vex)
{
	for (size_t i = 0; i < vex->count; i++) {
		struct str complaint = vex_complaint(&vex->items[i]);
		if (complaint.n == 0)
			continue;
		json_open(json, NULL, '{');
		json_string(json, "ruleId", STR("vex-statement"));
		json_string(json, "level", STR("note"));
		add_text(json, "message", str_format("%.*s: %.*s", STRF(vex->items[i].names.items[0]), STRF(complaint)));
		add_location(json, str_of(vex->items[i].file), vex->items[i].line);
		json_close(json, '}');
	}
}

static void
add_invocation(struct json *json, const struct audit *audit)
{
	json_open(json, "invocations", '[');
	json_open(json, NULL, '{');
	json_bool(json, "executionSuccessful", true);
	json_open(json, "toolExecutionNotifications", '[');
	for (size_t i = 0; i < audit->inventory->unjudged_count; i++) {
		const struct unjudged *u = &audit->inventory->unjudged[i];
		json_open(json, NULL, '{');
		json_string(json, "level", STR("note"));
		add_text(json, "message", str_format("Not judged: %.*s: %.*s", STRF(u->what), STRF(u->why)));
		json_close(json, '}');
	}
	json_close(json, ']');
	json_close(json, '}');
	json_close(json, ']');
}

struct str
sarif_text(const struct audit *audit, const struct vex *vex, const char *version)
{
	struct json json = { .depth = 0 };
	bool complaints = false;
	for (size_t i = 0; i < vex->count; i++)
		complaints |= vex_complaint(&vex->items[i]).n > 0;
	json_open(&json, NULL, '{');
	json_string(&json, "$schema", STR("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"));
	json_string(&json, "version", STR("2.1.0"));
	json_open(&json, "runs", '[');
	json_open(&json, NULL, '{');
	json_open(&json, "tool", '{');
	json_open(&json, "driver", '{');
	json_string(&json, "name", STR("scibids-audit"));
	json_string(&json, "version", str_of(version));
	add_rules(&json, audit, complaints);
	json_close(&json, '}');
	json_close(&json, '}');
	add_invocation(&json, audit);
	json_open(&json, "results", '[');
	for (size_t i = 0; i < audit->count; i++)
		add_result(&json, audit, &audit->findings[i]);
	add_complaints(&json, vex);
	json_close(&json, ']');
	json_open(&json, "properties", '{');
	json_string(&json, "advisories", audit->advisories->date);
	json_close(&json, '}');
	json_close(&json, '}');
	json_close(&json, ']');
	json_close(&json, '}');
	return json_text(&json);
}
