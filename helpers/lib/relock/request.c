#include "base/base.h"

#include "base/json.h"
#include "relock/request.h"

static void
json_words(struct text *out, const char *key, struct str words)
{
	struct str word;
	const char *separator = "";
	text_addf(out, " \"%s\": [", key);
	for (struct str rest = words; str_word(&rest, &word); separator = ", ") {
		text_add(out, str_of(separator));
		json_quote(out, word);
	}
	text_add(out, STR("],\n"));
}

static void
json_list(struct text *out, const struct yaml *list)
{
	text_add(out, STR("["));
	for (const struct yaml *e = list == NULL ? NULL : list->first; e != NULL; e = e->next) {
		json_quote(out, e->text);
		text_add(out, e->next != NULL ? STR(", ") : STR(""));
	}
	text_add(out, STR("]"));
}

static void
pins(struct text *out, const struct lock *old)
{
	size_t n = 0;
	text_add(out, STR(" \"pins\": {"));
	for (size_t i = 0; old != NULL && i < old->package_count; i++) {
		if (old->packages[i].source > SOURCE_SDIST)
			continue;
		text_add(out, n++ > 0 ? STR(",\n  ") : STR("\n  "));
		json_quote(out, old->packages[i].name);
		text_add(out, STR(": "));
		json_quote(out, old->packages[i].version);
	}
	text_add(out, STR("}\n"));
}

static void
lists(struct text *out, const char *key, const struct yaml *map)
{
	text_addf(out, " \"%s\": {", key);
	for (const struct yaml *e = map == NULL ? NULL : map->first; e != NULL; e = e->next) {
		text_add(out, STR("\n  "));
		json_quote(out, e->key);
		text_add(out, STR(": "));
		json_list(out, e);
		text_add(out, e->next != NULL ? STR(",") : STR(""));
	}
	text_add(out, STR("},\n"));
}

struct str
lock_request(const struct settings *settings, const struct yaml *requirements, const struct lock *old, bool upgrade,
             const struct str_list *upgrades)
{
	struct text out = { NULL, 0, 0 }, names = { NULL, 0, 0 };
	for (size_t i = 0; i < upgrades->count; i++)
		text_addf(&names, "%.*s ", STRF(upgrades->items[i]));
	text_add(&out, STR("{\n \"requirements\": "));
	json_quote(&out, settings_get(settings, "SCIBIDS_REQUIREMENTS"));
	text_add(&out, STR(",\n"));
	json_words(&out, "extras", settings_get(settings, "SCIBIDS_EXTRAS"));
	json_words(&out, "groups", settings_get(settings, "SCIBIDS_GROUPS"));
	if (upgrade)
		text_add(&out, STR(" \"upgrade\": true,\n"));
	else
		json_words(&out, "upgrade", text_str(&names));
	text_add(&out, STR(" \"no-binary\": "));
	json_list(&out, yaml_get(requirements, "no-binary"));
	text_add(&out, STR(",\n"));
	lists(&out, "hashes", yaml_get(requirements, "hashes"));
	lists(&out, "constraints", yaml_get(requirements, "constraints"));
	pins(&out, upgrade ? NULL : old);
	text_add(&out, STR("}\n"));
	return text_str(&out);
}
