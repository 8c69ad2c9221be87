#include "base/base.h"

#include "record/record.h"

static void
add_values(struct text *out, const struct str_list *list)
{
	text_add(out, STR("["));
	for (size_t i = 0; i < list->count; i++) {
		text_add(out, i == 0 ? STR("") : STR(", "));
		text_add(out, yaml_quote(list->items[i]));
	}
	text_add(out, STR("]\n"));
}

static void
add_list(struct text *out, const struct record_needs *needs, enum record_key key, const char *name, const struct str_list *list)
{
	if ((needs->given & 1u << key) == 0 || (list->count == 0 && key != RECORD_BUILD))
		return;
	text_addf(out, "%s: ", name);
	add_values(out, list);
}

static void
add_settings(struct text *out, const char *name, const struct record_settings *settings)
{
	if (settings->count == 0)
		return;
	text_addf(out, "%s:\n", name);
	for (size_t i = 0; i < settings->count; i++) {
		const struct record_setting *s = &settings->items[i];
		text_add(out, STR("  "));
		text_add(out, yaml_quote(s->name));
		text_add(out, STR(": "));
		if (s->values.count == 1) {
			text_add(out, yaml_quote(s->values.items[0]));
			text_add(out, STR("\n"));
		} else
			add_values(out, &s->values);
	}
}

struct str
record_text(const struct record_needs *needs)
{
	struct text out = { NULL, 0, 0 };
	add_list(&out, needs, RECORD_BUILD, "build", &needs->build);
	add_list(&out, needs, RECORD_BUILD_REQUIRES, "build-requires", &needs->build_requires);
	add_settings(&out, "config-settings", &needs->config_settings);
	add_settings(&out, "env", &needs->env);
	add_list(&out, needs, RECORD_IMPORT_NAMES, "import-names", &needs->import_names);
	add_list(&out, needs, RECORD_KEEP, "keep", &needs->keep);
	if (needs->memory != 0) {
		bool whole = needs->memory % (1u << 30) == 0;
		text_addf(&out, "memory: %llu%c\n", (unsigned long long)(needs->memory >> (whole ? 30 : 20)), whole ? 'G' : 'M');
	}
	add_list(&out, needs, RECORD_OPTIONAL_IMPORTS, "optional-imports", &needs->optional_imports);
	add_list(&out, needs, RECORD_RUN, "run", &needs->run);
	if (needs->unsupported.n > 0) {
		text_add(&out, STR("unsupported: "));
		text_add(&out, yaml_quote(needs->unsupported));
		text_add(&out, STR("\n"));
	}
	return text_str(&out);
}
