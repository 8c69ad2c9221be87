#include "base/base.h"

#include <dirent.h>

#include "base/json.h"
#include "python/pep508.h"
#include "record/find.h"
#include "record/record.h"
#include "relock/request.h"

static void
add_words(struct json *json, const char *key, struct str words)
{
	struct str word;
	json_open(json, key, '[');
	for (struct str rest = words; str_word(&rest, &word);)
		json_string(json, NULL, word);
	json_close(json, ']');
}

static void
add_list(struct json *json, const char *key, const struct yaml *list)
{
	json_open(json, key, '[');
	for (const struct yaml *e = list == NULL ? NULL : list->first; e != NULL; e = e->next)
		json_string(json, NULL, e->text);
	json_close(json, ']');
}

/* A map of lists or of texts. */
static void
add_map(struct json *json, const char *key, const struct yaml *map)
{
	json_open(json, key, '{');
	for (const struct yaml *e = map == NULL ? NULL : map->first; e != NULL; e = e->next) {
		if (e->kind == YAML_LIST)
			add_list(json, str_z(e->key), e);
		else
			json_string(json, str_z(e->key), e->text);
	}
	json_close(json, '}');
}

static bool
moves(const struct lock_request *request, struct str name)
{
	for (size_t i = 0; i < request->upgrades->count; i++)
		if (str_eq(pep503_normalise(request->upgrades->items[i]), name))
			return true;
	return false;
}

/* The resolver forgets pins that move, and would forget those of the first platform as well: then only what holds is a pin. */
static void
add_pins(struct json *json, const struct lock_request *request)
{
	const struct lock *old = request->upgrade ? NULL : request->old, *first = request->first;
	if (request->upgrade && first == NULL)
		json_bool(json, "upgrade", true);
	else
		json_strings(json, "upgrade", first == NULL ? request->upgrades : &(struct str_list){ NULL, 0, 0 });
	json_open(json, "pins", '{');
	for (size_t i = 0; first != NULL && i < first->package_count; i++)
		if (first->packages[i].source <= SOURCE_SDIST)
			json_string(json, str_z(first->packages[i].name), first->packages[i].version);
	for (size_t i = 0; old != NULL && i < old->package_count; i++) {
		const struct lock_package *p = &old->packages[i];
		if (p->source <= SOURCE_SDIST && (first == NULL || (lock_find(first, p->name) == NULL && !moves(request, p->name))))
			json_string(json, str_z(p->name), p->version);
	}
	json_close(json, '}');
}

/* The build tools of source packages, except those whose pins move. */
static void
add_built(struct json *json, const struct lock_request *request)
{
	const struct lock *old = request->upgrade ? NULL : request->old;
	json_open(json, "built", '{');
	for (size_t i = 0; old != NULL && i < old->package_count; i++) {
		const struct lock_package *p = &old->packages[i];
		const struct lock_tools *tools = &p->build_environment;
		if (!tools->known || moves(request, p->name))
			continue;
		struct str_list artifacts = { NULL, 0, 0 };
		json_open(json, str_z(p->name), '{');
		json_string(json, "source", p->sha256.n > 0 ? p->sha256 : p->commit);
		json_strings(json, "requires", &p->build_requires);
		json_open(json, "pins", '{');
		for (size_t k = 0; k < tools->count; k++) {
			json_string(json, str_z(tools->items[k].name), tools->items[k].version);
			str_list_add(&artifacts, tools->items[k].artifact);
		}
		json_close(json, '}');
		json_strings(json, "artifacts", &artifacts);
		json_close(json, '}');
	}
	json_close(json, '}');
}

/* The names of all records, sorted. */
static struct str_list
record_names(const struct str_list *dirs)
{
	struct str_list names = { NULL, 0, 0 };
	for (size_t i = 0; i < dirs->count; i++) {
		DIR *dir = opendir(str_z(dirs->items[i]));
		for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
			struct str file = str_of(str_z(str_of(entry->d_name)));
			if (str_ends(file, STR(".yaml")))
				str_list_add(&names, str_sub(file, 0, file.n - 5));
		}
		if (dir != NULL)
			closedir(dir);
	}
	str_list_unique(&names);
	return names;
}

static void
add_records(struct json *json, const struct str_list *dirs, struct str alpine)
{
	struct str_list names = record_names(dirs);
	json_open(json, "records", '{');
	for (size_t i = 0; i < names.count; i++) {
		struct record_needs needs;
		struct error error;
		const char *path;
		if (!record_for(dirs, names.items[i], (struct str){ NULL, 0 }, alpine, &needs, &path, &error) ||
		    needs.build.count + needs.build_requires.count + needs.env.count + needs.config_settings.count == 0)
			continue;
		json_open(json, str_z(names.items[i]), '{');
		json_strings(json, "build", &needs.build);
		json_strings(json, "build-requires", &needs.build_requires);
		json_open(json, "config-settings", '{');
		for (size_t k = 0; k < needs.config_settings.count; k++)
			json_strings(json, str_z(needs.config_settings.items[k].name), &needs.config_settings.items[k].values);
		json_close(json, '}');
		json_open(json, "env", '{');
		for (size_t k = 0; k < needs.env.count; k++)
			json_string(json, str_z(needs.env.items[k].name), needs.env.items[k].values.items[0]);
		json_close(json, '}');
		json_close(json, '}');
	}
	json_close(json, '}');
}

static bool
is_true(const struct yaml *map, const char *key)
{
	return str_eq(yaml_text(map, key), STR("true"));
}

/* SCIBIDS_WHEELS, or what pip's option asks for. */
static struct str
wheels(const struct lock_request *request)
{
	struct str said = settings_get(request->settings, "SCIBIDS_WHEELS");
	if (is_true(request->requirements, "prefer-binary") && (said.n == 0 || str_eq(said, STR("newest"))))
		return STR("prefer");
	return said;
}

struct str
lock_request(const struct lock_request *request)
{
	static const char *const maps[] = { "hashes", "constraints", "places", "config-settings" };
	const struct yaml *requirements = request->requirements;
	uint64_t count = 0;
	struct json json = { .depth = 0 };
	json_open(&json, NULL, '{');
	json_string(&json, "requirements", settings_get(request->settings, "SCIBIDS_REQUIREMENTS"));
	add_words(&json, "extras", settings_get(request->settings, "SCIBIDS_EXTRAS"));
	add_words(&json, "groups", settings_get(request->settings, "SCIBIDS_GROUPS"));
	json_string(&json, "wheels", wheels(request));
	json_string(&json, "log", request->log);
	json_number(&json, "count", str_u64(yaml_text(requirements, "count"), &count) ? (long long)count : 0);
	json_bool(&json, "require-hashes", is_true(requirements, "require-hashes"));
	json_bool(&json, "pre", is_true(requirements, "pre"));
	add_list(&json, "no-binary", yaml_get(requirements, "no-binary"));
	for (size_t i = 0; i < COUNT(maps); i++)
		add_map(&json, maps[i], yaml_get(requirements, maps[i]));
	add_pins(&json, request);
	add_built(&json, request);
	add_records(&json, request->record_dirs, settings_get(request->settings, "SCIBIDS_ALPINE"));
	json_close(&json, '}');
	return json_text(&json);
}
