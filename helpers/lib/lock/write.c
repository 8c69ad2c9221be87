#include "base/base.h"

#include "base/yaml.h"
#include "lock/lock.h"

static void
fact(struct text *out, const char *indent, const char *key, struct str value)
{
	if (value.n > 0)
		text_addf(out, "%s%s: %.*s\n", indent, key, STRF(yaml_quote(value)));
}

static void
hash(struct text *out, const char *indent, struct str key, struct str sha256)
{
	if (sha256.n > 0)
		text_addf(out, "%s%.*s: sha256:%.*s\n", indent, STRF(yaml_quote(key)), STRF(sha256));
}

static void
size(struct text *out, const char *indent, uint64_t bytes)
{
	if (bytes > 0)
		text_addf(out, "%ssize: %llu\n", indent, (unsigned long long)bytes);
}

static void
list(struct text *out, const char *indent, const char *key, const struct str_list *values)
{
	if (values->count == 0)
		return;
	text_addf(out, "%s%s:\n", indent, key);
	for (size_t i = 0; i < values->count; i++)
		text_addf(out, "%s  - %.*s\n", indent, STRF(yaml_quote(values->items[i])));
}

static void
settings(struct text *out, const char *key, const struct record_settings *map)
{
	if (map->count == 0)
		return;
	text_addf(out, "    %s:\n", key);
	for (size_t i = 0; i < map->count; i++) {
		const struct record_setting *entry = &map->items[i];
		text_addf(out, "      %.*s: [", STRF(yaml_quote(entry->name)));
		for (size_t k = 0; k < entry->values.count; k++)
			/* Always quoted, because a comma ends a plain scalar in a flow list. Values hold no quote or backslash. */
			text_addf(out, "%s\"%.*s\"", k > 0 ? ", " : "", STRF(entry->values.items[k]));
		text_add(out, STR("]\n"));
	}
}

static void
versions(struct text *out, const char *indent, const char *key, const struct lock_apks *apks)
{
	if (apks->count == 0)
		return;
	text_addf(out, "%s%s:\n", indent, key);
	for (size_t i = 0; i < apks->count; i++)
		text_addf(out, "%s  %.*s: %.*s\n", indent, STRF(yaml_quote(apks->items[i].name)), STRF(yaml_quote(apks->items[i].version)));
}

static void
environment(struct text *out, const struct lock_tools *tools)
{
	if (tools->known)
		text_add(out, tools->count > 0 ? STR("    build-environment:\n") : STR("    build-environment: {}\n"));
	for (size_t i = 0; i < tools->count; i++) {
		const struct lock_tool *tool = &tools->items[i];
		text_addf(out, "      %.*s:\n", STRF(yaml_quote(tool->name)));
		fact(out, "        ", "version", tool->version);
		fact(out, "        ", "artifact", tool->artifact);
		hash(out, "        ", STR("hash"), tool->sha256);
		size(out, "        ", tool->size);
	}
}

static void
package(struct text *out, const struct lock_package *p)
{
	text_addf(out, "  %.*s:\n", STRF(yaml_quote(p->name)));
	fact(out, "    ", "version", p->version);
	fact(out, "    ", "source", lock_source_name(p->source));
	fact(out, "    ", "reason", p->reason);
	fact(out, "    ", "artifact", p->artifact);
	fact(out, "    ", "url", p->url);
	fact(out, "    ", "file", p->file);
	fact(out, "    ", "commit", p->commit);
	fact(out, "    ", "path", p->path);
	hash(out, "    ", STR("hash"), p->sha256);
	size(out, "    ", p->size);
	list(out, "    ", "required", &p->required);
	list(out, "    ", "constrained", &p->constrained);
	list(out, "    ", "requires", &p->requires);
	fact(out, "    ", "group", p->group);
	fact(out, "    ", "build-time", p->build_time);
	versions(out, "    ", "build", &p->build);
	list(out, "    ", "build-requires", &p->build_requires);
	environment(out, &p->build_environment);
	settings(out, "config-settings", &p->config_settings);
	settings(out, "env", &p->env);
	list(out, "    ", "import-names", &p->import_names);
	list(out, "    ", "keep", &p->keep);
	list(out, "    ", "optional-imports", &p->optional_imports);
	list(out, "    ", "run", &p->run);
	fact(out, "    ", "untrimmed", p->untrimmed);
}

static void
runtime_apk(struct text *out, const struct lock_apk *apk)
{
	text_addf(out, "  %.*s:\n", STRF(yaml_quote(apk->name)));
	fact(out, "    ", "version", apk->version);
	fact(out, "    ", "origin", apk->origin);
	fact(out, "    ", "checksum", apk->checksum);
	list(out, "    ", "needed-by", &apk->needed_by);
}

struct str
lock_text(const struct lock *lock)
{
	struct text out = { NULL, 0, 0 };
	text_add(&out, STR("# Written by `make lock`: commit it. `make lock-upgrade` moves what it pins.\n"));
	text_addf(&out, "lock-version: %llu\n", (unsigned long long)(lock->format > 0 ? lock->format : LOCK_VERSION));
	fact(&out, "", "platform", lock->platform);
	fact(&out, "", "python", lock->python);
	fact(&out, "", "alpine", lock->alpine);
	fact(&out, "", "created", lock->created);
	fact(&out, "", "base-image", lock->base_image);
	fact(&out, "", "base-digest", lock->base_digest);
	list(&out, "", "variables", &lock->variables);
	list(&out, "", "interpreter-keeps", &lock->interpreter_keeps);
	versions(&out, "", "toolbox", &lock->toolbox);
	if (lock->input_count > 0)
		text_add(&out, STR("inputs:\n"));
	for (size_t i = 0; i < lock->input_count; i++)
		hash(&out, "  ", lock->inputs[i].name, lock->inputs[i].sha256);
	text_add(&out, lock->package_count > 0 ? STR("packages:\n") : STR("packages: {}\n"));
	for (size_t i = 0; i < lock->package_count; i++)
		package(&out, &lock->packages[i]);
	if (lock->complete)
		text_add(&out, lock->runtime.count > 0 ? STR("runtime:\n") : STR("runtime: {}\n"));
	for (size_t i = 0; lock->complete && i < lock->runtime.count; i++)
		runtime_apk(&out, &lock->runtime.items[i]);
	return text_str(&out);
}

bool
lock_checked_text(struct lock *lock, struct str *text, struct error *error)
{
	struct lock again;
	lock_sort(lock);
	*text = lock_text(lock);
	return lock_parse(*text, &again, error);
}
