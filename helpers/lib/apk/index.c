#include "base/base.h"

#include "apk/index.h"
#include "base/arena.h"

struct apk_name *
apkindex_intern(struct apkindex *index, struct str text)
{
	struct map_entry *entry = map_at(&index->by_name, NULL, text);
	if (entry->value != NULL)
		return entry->value;
	struct apk_name *name = entry->value = arena_take(sizeof(*name));
	*name = (struct apk_name){ .name = text, .number = index->name_count };
	arena_reserve(&index->names, index->name_count, &index->name_capacity);
	index->names[index->name_count++] = name;
	return name;
}

static void
add_provider(struct apkindex *index, const struct apk *apk, struct str name, struct str version)
{
	struct apk_name *entry = apkindex_intern(index, name);
	struct apk_provider *provider = arena_take(sizeof(*provider));
	*provider = (struct apk_provider){ apk, version, NULL };
	if (entry->last == NULL)
		entry->first = provider;
	else
		entry->last->next = provider;
	entry->last = provider;
	entry->count++;
}

static void
add_package(struct apkindex *index, const struct apk *record)
{
	struct apk *apk = arena_take(sizeof(*apk));
	*apk = *record;
	apk->number = index->count;
	apk->source = index->path_count - 1;
	arena_reserve(&index->apks, index->count, &index->capacity);
	index->apks[index->count++] = apk;
	add_provider(index, apk, apk->name, apk->version);
	struct str rest = apk->provides, word;
	struct apk_dependency d;
	while (str_word(&rest, &word))
		if (apk_dependency_parse(word, &d) && !str_eq(d.name, apk->name))
			add_provider(index, apk, d.name, d.version);
}

bool
apkindex_add_text(struct apkindex *index, struct str text, bool installed, const char *path, struct error *error)
{
	struct apk_reader reader = { path, text, 0, installed };
	struct apk apk;
	int got;
	arena_reserve(&index->paths, index->path_count, &index->path_capacity);
	index->paths[index->path_count++] = path;
	while ((got = apk_reader_next(&reader, &apk, error)) > 0)
		add_package(index, &apk);
	return got == 0;
}

bool
apkindex_add(struct apkindex *index, const char *path, struct error *error)
{
	struct str text;
	return apk_text_read(path, &text, error) && apkindex_add_text(index, text, false, path, error);
}

bool
apkindex_add_all(struct apkindex *index, const struct str_list *paths, struct error *error)
{
	for (size_t i = 0; i < paths->count; i++)
		if (!apkindex_add(index, paths->items[i].p, error))
			return false;
	return true;
}

const struct apk_name *
apkindex_providers(const struct apkindex *index, struct str name)
{
	const struct apk_name *entry = map_get(&index->by_name, NULL, name);
	return entry != NULL && entry->first != NULL ? entry : NULL;
}

const struct apk *
apkindex_find(const struct apkindex *index, struct str name)
{
	const struct apk_name *entry = apkindex_providers(index, name);
	const struct apk *best = NULL;
	for (const struct apk_provider *p = entry == NULL ? NULL : entry->first; p != NULL; p = p->next)
		if (str_eq(p->apk->name, name) &&
		    (best == NULL || apk_version_compare(p->apk->version, best->version, index->tools) > 0))
			best = p->apk;
	return best;
}

int
apk_provider_compare(const struct apk_provider *a, const struct apk_provider *b, enum apk_tools tools)
{
	int order = a->version.p == NULL || b->version.p == NULL ? 0 : apk_version_compare(a->version, b->version, tools);
	if (order == 0 && str_eq(a->apk->name, b->apk->name))
		order = apk_version_compare(a->apk->version, b->apk->version, tools);
	if (order == 0)
		order = (a->apk->provider_priority > b->apk->provider_priority) - (a->apk->provider_priority < b->apk->provider_priority);
	if (order == 0)
		order = (a->apk->source < b->apk->source) - (a->apk->source > b->apk->source);
	return order;
}

bool
apk_provider_automatic(const struct apk_provider *provider)
{
	return provider->version.p != NULL || provider->apk->provider_priority != 0;
}
