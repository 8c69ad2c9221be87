/* The files that several verbs read and write. */

#include "base/base.h"

#include <errno.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/file.h"
#include "base/program.h"
#include "lock/conflict.h"
#include "lock/merge.h"
#include "verb.h"

static struct lock *
lock_of(const char *path, struct str content)
{
	struct error error;
	struct lock *lock = arena_take(sizeof(*lock));
	if (!lock_parse(content, lock, &error))
		die_at(path, &error);
	return lock;
}

struct lock *
read_lock(const char *path)
{
	return lock_of(path, read_or_die(path, LOCK_LIMIT));
}

struct lock *
read_old(const struct options *o)
{
	struct error error;
	if (o->old == NULL || !file_exists(o->old))
		return NULL;
	struct str content = read_or_die(o->old, LOCK_LIMIT);
	if (conflict_line(content) == 0)
		return lock_of(o->old, content);
	struct lock *lock = arena_take(sizeof(*lock));
	return lock_merge(content, lock, &error) ? lock : NULL;
}

struct settings
settings_or_die(const struct options *o)
{
	if (o->settings == NULL)
		wrong_call(usage);
	return (struct settings){ read_or_die(o->settings, SETTINGS_LIMIT) };
}

struct yaml *
read_yaml(const char *path)
{
	struct error error;
	if (path == NULL)
		wrong_call(usage);
	struct yaml *root = yaml_parse(read_or_die(path, LOCK_LIMIT), &error);
	if (root == NULL)
		die_at(path, &error);
	return root;
}

void
read_indexes(const struct options *o, struct apkindex *index)
{
	struct error error;
	if (!apkindex_add_all(index, &o->indexes, &error))
		die_at(NULL, &error);
	if (index->count == 0)
		die(STALE, "no index of the Alpine branch was given");
}

const struct advisories *
read_advisories(const struct options *o)
{
	static struct advisories advisories;
	struct str why;
	if (o->advisories == NULL)
		return NULL;
	if (!advisory_open(o->advisories, &advisories, &why))
		die(errno == ENOENT ? STALE : BAD, "%s: %.*s", o->advisories, STRF(why));
	return &advisories;
}

void
die_of(const struct str_list *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		warn("%.*s", STRF(problems->items[i]));
	exit(BAD);
}

void
write_out(const struct options *o, struct str text)
{
	const char *path = o->out == NULL ? "-" : o->out;
	if (!file_replace(path, text))
		die(BAD, "cannot write %s: %s", path, strerror(errno));
}

void
write_lock(const struct options *o, struct lock *lock)
{
	struct str text;
	struct error error;
	if (!lock_checked_text(lock, &text, &error))
		die(BAD, "the lock would not be valid: line %d: %s", error.line, error.what);
	write_out(o, text);
}
