/* What only the lock knows, for the bill of materials. */

#include "base/base.h"

#include "base/json.h"
#include "dockerfile/parts.h"

static void
add_string(struct text *out, const char *separator, const char *key, struct str value)
{
	if (value.n == 0)
		return;
	text_addf(out, "%s\"%s\": ", separator, key);
	json_quote(out, value);
}

static void
add_package(struct text *out, const struct lock_package *p)
{
	text_addf(out, "  \"%.*s\": {\"source\": \"%.*s\"", STRF(p->name), STRF(lock_source_name(p->source)));
	add_string(out, ", ", "version", p->version);
	add_string(out, ", ", "artifact", p->artifact);
	add_string(out, ", ", "sha256", p->sha256);
	add_string(out, ", ", "url", p->url);
	add_string(out, ", ", "commit", p->commit);
	text_add(out, STR("}"));
}

struct str
dockerfile_facts(const struct lock *lock, const struct settings *settings)
{
	struct text out = { NULL, 0, 0 };
	text_add(&out, STR("{"));
	add_string(&out, "", "name", settings_get(settings, "SCIBIDS_NAME"));
	add_string(&out, ",\n ", "created", lock->created);
	add_string(&out, ",\n ", "platform", lock->platform);
	add_string(&out, ",\n ", "base-image", lock->base_image);
	add_string(&out, ",\n ", "base-digest", lock->base_digest);
	text_add(&out, STR(",\n \"apks\": {"));
	for (size_t i = 0; i < lock->runtime.count; i++) {
		const struct lock_apk *apk = &lock->runtime.items[i];
		text_addf(&out, "%s  \"%.*s\": \"%.*s\"", i > 0 ? ",\n" : "\n", STRF(apk->name), STRF(apk->checksum));
	}
	text_add(&out, STR("},\n \"packages\": {"));
	for (size_t i = 0; i < lock->package_count; i++) {
		text_add(&out, i > 0 ? STR(",\n") : STR("\n"));
		add_package(&out, &lock->packages[i]);
	}
	text_add(&out, STR("}}"));
	return text_str(&out);
}
