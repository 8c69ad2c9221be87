#include "base/base.h"

#include "base/arena.h"
#include "base/grammar.h"
#include "lock/joint.h"
#include "lock/value.h"

bool
lock_platforms(struct str content, struct str_list *platforms, struct error *error)
{
	uint64_t format;
	const struct yaml *root = lock_root(content, &format, error), *joint = yaml_get(root, "platforms");
	if (root == NULL)
		return false;
	if (joint == NULL)
		str_list_add(platforms, yaml_text(root, "platform"));
	else if (!value_expect(joint, YAML_MAP, error))
		return false;
	else if (format != LOCK_JOINT)
		return value_fail(error, joint->line, str_format("'platforms' in a lock of format %llu", (unsigned long long)format));
	for (const struct yaml *e = joint == NULL ? NULL : joint->first; e != NULL; e = e->next)
		str_list_add(platforms, e->key);
	for (size_t i = 0; i < platforms->count; i++)
		if (!is_platform(platforms->items[i]))
			return value_fail(error, joint == NULL ? 1 : joint->line, str_format("'%.*s' is no platform", STRF(platforms->items[i])));
	return true;
}

/* Both maps have their keys in the same order, so that the next one is usually the one that is sought. */
static struct yaml *
find(const struct yaml *map, struct yaml *from, struct str key)
{
	for (struct yaml *e = from; e != NULL; e = e->next)
		if (str_eq(e->key, key))
			return e;
	for (struct yaml *e = map->first; e != from; e = e->next)
		if (str_eq(e->key, key))
			return e;
	return NULL;
}

/* Adds the entries of PART to MAP. */
static bool
add(struct yaml *map, struct yaml *part, struct error *error)
{
	struct yaml *last = map->first, *from = map->first;
	while (last != NULL && last->next != NULL)
		last = last->next;
	for (struct yaml *e = part->first, *next; e != NULL; e = next) {
		next = e->next;
		struct yaml *there = find(map, from, e->key);
		if (there != NULL) {
			if (there->kind != YAML_MAP || e->kind != YAML_MAP)
				return value_fail(error, e->line, str_format("'%.*s' is given for all platforms as well", STRF(e->key)));
			if (!add(there, e, error))
				return false;
			from = there->next;
			continue;
		}
		e->next = NULL;
		if (last == NULL)
			map->first = e;
		else
			last->next = e;
		last = e;
		map->count++;
	}
	return true;
}

static struct yaml *
without(struct yaml *map, const char *key)
{
	struct yaml **link = &map->first;
	while (*link != NULL && !str_eq((*link)->key, str_of(key)))
		link = &(*link)->next;
	struct yaml *entry = *link;
	if (entry != NULL) {
		*link = entry->next;
		map->count--;
	}
	return entry;
}

static struct yaml *
scalar(const char *key, struct str text)
{
	struct yaml *node = arena_take(sizeof(*node));
	*node = (struct yaml){ .kind = YAML_SCALAR, .line = 1, .key = str_of(key), .text = text };
	return node;
}

static bool
read_part(struct yaml *root, struct yaml *part, struct str platform, struct lock *lock, struct error *error)
{
	struct yaml *format = without(part, "lock-version"), *named = scalar("platform", platform);
	lock->format = LOCK_VERSION;
	if (format != NULL && (format->kind != YAML_SCALAR || !str_u64(format->text, &lock->format) || lock->format > LOCK_VERSION))
		return value_fail(error, format->line, STR("no lock-version that one platform can have"));
	if (yaml_get(root, "platform") != NULL || yaml_get(part, "platform") != NULL)
		return value_fail(error, part->line, STR("'platform' in a lock of several"));
	if (!add(root, part, error))
		return false;
	named->next = root->first;
	root->first = named;
	return lock_read(root, lock, error);
}

bool
lock_parse_platform(struct str content, struct str platform, struct lock *lock, struct error *error)
{
	struct str_list platforms = { NULL, 0, 0 };
	*lock = (struct lock){ 0 };
	if (!lock_platforms(content, &platforms, error))
		return false;
	struct yaml *root = lock_root(content, &lock->format, error), *parts = without(root, "platforms");
	if (parts == NULL && str_eq(yaml_text(root, "platform"), platform))
		return lock_read(root, lock, error);
	for (struct yaml *e = parts == NULL ? NULL : parts->first; e != NULL; e = e->next) {
		if (!str_eq(e->key, platform))
			continue;
		if (!value_expect(e, YAML_MAP, error) || !read_part(root, e, platform, lock, error))
			return false;
		lock_sort(lock);
		return true;
	}
	return error_at(error, parts == NULL ? 1 : parts->line, str_format("it is not for %.*s", STRF(platform)));
}
