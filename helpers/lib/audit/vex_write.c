/* Findings as an OpenVEX document. */

#include "base/base.h"

#include "base/json.h"
#include "audit/vex.h"
#include "base/sha256.h"

static void
add_products(struct json *json, const struct audit *audit, const struct finding *f)
{
	struct str members = f->members, name;
	json_open(json, "products", '[');
	if (f->component->kind != COMPONENT_APK) {
		json_open(json, NULL, '{');
		json_string(json, "@id", inventory_purl(audit->inventory, f->component));
		json_close(json, '}');
	}
	while (f->component->kind == COMPONENT_APK && str_word(&members, &name)) {
		struct component member = *f->component;
		member.name = name;
		json_open(json, NULL, '{');
		json_string(json, "@id", inventory_purl(audit->inventory, &member));
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void
add_statement(struct json *json, const struct audit *audit, const struct finding *f)
{
	struct str_list aliases = { NULL, 0, 0 };
	enum vex_status status = f->vex == NULL ? VEX_AFFECTED : f->vex->status;
	for (size_t i = 0; i < f->ids.count; i++)
		if (!str_eq(f->ids.items[i], f->id))
			str_list_add(&aliases, f->ids.items[i]);
	json_open(json, NULL, '{');
	json_open(json, "vulnerability", '{');
	json_string(json, "name", f->id);
	json_fact(json, "description", f->summary);
	if (aliases.count > 0)
		json_strings(json, "aliases", &aliases);
	json_close(json, '}');
	add_products(json, audit, f);
	json_string(json, "status", vex_status_name(status));
	if (f->vex == NULL)
		json_string(json, "action_statement", f->fixed.n > 0 ? str_format("Update %.*s to %.*s.", STRF(f->package), STRF(f->fixed))
		                                                     : STR("No fixed version is known."));
	else {
		json_fact(json, "justification", f->vex->justification);
		json_fact(json, "impact_statement", f->vex->reason);
	}
	json_close(json, '}');
}

struct str
vex_text(const struct audit *audit, struct str now)
{
	struct json json = { .depth = 0 }, statements = { .depth = 1 };
	/* The document is named after what it says. */
	for (size_t i = 0; i < audit->count; i++)
		add_statement(&statements, audit, &audit->findings[i]);
	struct str id = sha256_of(text_str(&statements.text));
	json_open(&json, NULL, '{');
	json_string(&json, "@context", STR("https://openvex.dev/ns/v0.2.0"));
	json_string(&json, "@id", str_format("https://openvex.dev/docs/public/vex-%.*s", STRF(id)));
	json_string(&json, "author", STR("scibids-audit"));
	json_string(&json, "timestamp", now);
	json_number(&json, "version", 1);
	json_open(&json, "statements", '[');
	for (size_t i = 0; i < audit->count; i++)
		add_statement(&json, audit, &audit->findings[i]);
	json_close(&json, ']');
	json_close(&json, '}');
	return json_text(&json);
}
