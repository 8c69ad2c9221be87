/* The inputs of a key in a lock, settings, labels, fragments and an app's manifest. */

#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/escape.h"
#include "base/sha256.h"
#include "explain/items.h"
#include "lock/layers.h"

void
explain_add(struct explain_items *items, struct explain_item item)
{
	arena_reserve(&items->items, items->count, &items->capacity);
	items->items[items->count++] = item;
}

static void
add(struct explain_items *items, struct str kind, struct str name, struct str value, struct str hash, struct str stage)
{
	explain_add(items, (struct explain_item){ kind, name, value, hash, stage });
}

static void
add_facet(struct explain_items *items, const struct lock_package *p, struct str stage, const char *facet, struct str value)
{
	if (value.n > 0)
		add(items, STR("record"), str_format("%.*s %s", STRF(p->name), facet), value, STR(""), stage);
}

static struct str
words(const struct str_list *list)
{
	struct text text = { NULL, 0, 0 };
	for (size_t i = 0; i < list->count; i++)
		text_addf(&text, "%s%.*s", i > 0 ? " " : "", STRF(list->items[i]));
	return text_str(&text);
}

static struct str
apk_words(const struct lock_apks *apks)
{
	struct text text = { NULL, 0, 0 };
	for (size_t i = 0; i < apks->count; i++)
		text_addf(&text, "%s%.*s=%.*s", i > 0 ? " " : "", STRF(apks->items[i].name), STRF(apks->items[i].version));
	return text_str(&text);
}

/* The tools of a build as words, and a hash of them all. */
static struct str
tool_words(const struct lock_tools *tools, struct str *hash)
{
	struct text text = { NULL, 0, 0 }, hashes = { NULL, 0, 0 };
	for (size_t i = 0; i < tools->count; i++) {
		text_addf(&text, "%s%.*s==%.*s", i > 0 ? " " : "", STRF(tools->items[i].name), STRF(tools->items[i].version));
		text_add(&hashes, tools->items[i].sha256);
	}
	*hash = sha256_of(text_str(&hashes));
	return tools->known && tools->count == 0 ? STR("nothing") : text_str(&text);
}

static struct str
setting_words(const struct record_settings *settings)
{
	struct text text = { NULL, 0, 0 };
	for (size_t i = 0; i < settings->count; i++)
		text_addf(&text, "%s%.*s=%.*s", i > 0 ? " " : "", STRF(settings->items[i].name), STRF(words(&settings->items[i].values)));
	return text_str(&text);
}

static void
add_package(struct explain_items *items, const struct lock_package *p, struct str stage)
{
	struct str version = p->version.n > 0 ? p->version : p->commit.n > 0 ? p->commit : STR("of the project");
	struct str hash = p->sha256.n > 0 ? p->sha256 : p->commit;
	add(items, STR("requirement"), p->name, str_format("%.*s (%.*s)", STRF(version), STRF(lock_source_name(p->source))), hash, stage);
	add_facet(items, p, stage, "build", apk_words(&p->build));
	struct str environment = tool_words(&p->build_environment, &hash);
	if (environment.n > 0)
		add(items, STR("record"), str_format("%.*s build-environment", STRF(p->name)), environment, hash, stage);
	add_facet(items, p, stage, "build-requires", words(&p->build_requires));
	add_facet(items, p, stage, "build-time", p->build_time);
	add_facet(items, p, stage, "config-settings", setting_words(&p->config_settings));
	add_facet(items, p, stage, "env", setting_words(&p->env));
	add_facet(items, p, stage, "import-names", words(&p->import_names));
	add_facet(items, p, stage, "keep", words(&p->keep));
	add_facet(items, p, stage, "optional-imports", words(&p->optional_imports));
	add_facet(items, p, stage, "run", words(&p->run));
	add_facet(items, p, stage, "untrimmed", p->untrimmed);
}

void
explain_add_lock(struct explain_items *items, const struct lock *lock)
{
	struct str digest = lock->base_digest;
	if (str_starts(digest, STR("sha256:")))
		digest = str_sub(digest, 7, digest.n);
	add(items, STR("base image"), STR(""), lock->base_image, digest, STR("base"));
	add(items, STR("platform"), STR(""), lock->platform, STR(""), STR(""));
	add(items, STR("created"), STR(""), lock->created, STR(""), STR("final"));
	for (size_t i = 0; i < lock->toolbox.count; i++)
		add(items, STR("toolbox apk"), lock->toolbox.items[i].name, lock->toolbox.items[i].version, STR(""), STR("toolbox-build"));
	const struct layers layers = layers_of(lock);
	for (size_t i = 0; i < layers.count; i++)
		for (size_t k = 0; k < layers.items[i].count; k++) {
			const struct lock_package *p = layers.items[i].members[k];
			add_package(items, p, layers.items[i].wheels ? layers.items[i].stage : layer_stage(p));
		}
	for (size_t i = 0; i < lock->runtime.count; i++) {
		const struct lock_apk *apk = &lock->runtime.items[i];
		struct str hash = apk->checksum.n == 0 ? STR("") : sha256_of(apk->checksum);
		add(items, STR("apk"), apk->name, apk->version, hash, STR("rootfs"));
	}
}

/* The stage that a setting acts on; the others act through the lock. */
static struct str
setting_stage(struct str name)
{
	static const char *const final[] = { "SCIBIDS_CMD", "SCIBIDS_ENTRYPOINT", "SCIBIDS_ENV", "SCIBIDS_LABELS", "SCIBIDS_LICENSES", "SCIBIDS_NAME" };
	for (size_t i = 0; i < COUNT(final); i++)
		if (str_eq(name, str_of(final[i])))
			return STR("final");
	return STR("");
}

void
explain_add_settings(struct explain_items *items, struct str settings, struct str labels)
{
	struct str line;
	/* Settings after the empty line say how to build the image, which does not depend on them. */
	while (str_line(&settings, &line) && line.n > 0) {
		struct str value = line, name = str_cut(&value, '=');
		if (value.p != NULL && str_trim(value).n > 0)
			add(items, STR("setting"), str_escape(name), str_escape(str_trim(value)), STR(""), setting_stage(name));
	}
	while (str_line(&labels, &line)) {
		struct str value = line, name = str_cut(&value, '=');
		if (value.p != NULL)
			add(items, STR("label"), str_escape(name), str_escape(value), STR(""), STR("final"));
	}
}

/* The stage a fragment belongs to: its namesake, except for fragments of many stages. Scripts belong to those that mount them. */
static struct str
fragment_stage(struct str name)
{
	static const struct { const char *file, *stage; } known[] = {
		{ "build", "build-*" },       { "builds", "builds-*" },         { "rootfs-base", "rootfs" },
		{ "toolbox", "toolbox-build" }, { "toolbox-choice", "toolbox" }, { "wheels", "wheel*" },
	};
	if (str_starts(name, STR("scripts/")))
		return STR("scripts");
	if (str_starts(name, STR("your/")))
		name = str_sub(name, 5, name.n);
	name.n = str_find(name, '.');
	for (size_t i = 0; i < COUNT(known); i++)
		if (str_eq(name, str_of(known[i].file)))
			return str_of(known[i].stage);
	return name;
}

/* Files beside the fragments that are in no image's Dockerfile. */
static bool
is_of_image(struct str name)
{
	static const char *const others[] = { "busybox.dockerfile", "debug.dockerfile", "default.dockerignore", "head.dockerfile", "headers.tsv",
		                              "index.dockerfile", "needs.dockerfile", "resolution.dockerfile",
		                              "scripts/busybox.sh", "scripts/index.sh" };
	for (size_t i = 0; i < COUNT(others); i++)
		if (str_eq(name, str_of(others[i])))
			return false;
	return !str_starts(name, STR("scripts/resolve/"));
}

void
explain_add_fragments(struct explain_items *items, struct str text)
{
	struct str line;
	while (str_line(&text, &line)) {
		struct str name = line, hash = str_cut(&name, ' ');
		if (sha256_is(hash) && name.n > 0 && is_of_image(name))
			add(items, STR("fragment"), str_escape(name), STR(""), hash, fragment_stage(name));
	}
}

bool
explain_add_app(struct explain_state *state, struct str text)
{
	struct str line;
	if (!str_line(&text, &line) || !sha256_is(line))
		return false;
	state->app_hash = line;
	while (str_line(&text, &line)) {
		/* KIND MODE SIZE SHA256 PATH */
		struct str path = line, kind = str_cut(&path, ' '), mode = str_cut(&path, ' '), size = str_cut(&path, ' '), hash = str_cut(&path, ' ');
		uint64_t bytes = 0;
		if (path.n == 0 || kind.n != 1 || !str_u64(size, &bytes) || !str_all_in(mode, "01234567"))
			return false;
		state->app_files += kind.p[0] == 'f';
		state->app_bytes += bytes;
		struct str value = kind.p[0] == 'f' ? str_format("mode %.*s", STRF(mode)) : kind.p[0] == 'l' ? STR("symbolic link") : STR("directory");
		add(&state->items, STR("app"), str_escape(path), value, hash, STR("app"));
	}
	return true;
}

static int
compare(const void *a, const void *b)
{
	const struct explain_item *x = a, *y = b;
	int order = str_cmp(x->kind, y->kind);
	order = order != 0 ? order : str_cmp(x->name, y->name);
	order = order != 0 ? order : str_cmp(x->value, y->value);
	return order != 0 ? order : str_cmp(x->hash, y->hash);
}

void
explain_sort(struct explain_items *items)
{
	if (items->count > 0)
		qsort(items->items, items->count, sizeof(*items->items), compare);
}
