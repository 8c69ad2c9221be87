/* Answers questions about locks. */

#include "base/base.h"

#include <errno.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/file.h"
#include "base/program.h"
#include "explain/locks.h"
#include "relock/stale.h"
#include "verb.h"

_Noreturn static void
stale(const char *path, struct str why)
{
	printf("%s is stale: %.*s\n", path, STRF(why));
	exit(fflush(stdout) == 0 ? STALE : BAD);
}

/* The setting asks for a new lock. Without it, the lock comes from another machine, and to replace it is the user's decision. */
static void
check_platform(const char *path, const struct lock *lock, struct str setting, struct str builder)
{
	if (setting.n == 0 && builder.n > 0 && !str_eq(builder, lock->platform))
		die(BAD, "%s: the lock is for %.*s, and this build is for %.*s: set SCIBIDS_PLATFORM=%.*s, or remove the lock and run `make lock`", path,
		    STRF(lock->platform), STRF(builder), STRF(lock->platform));
}

void
verb_check(const struct options *o)
{
	struct settings settings = read_settings(o);
	struct str_list problems = { NULL, 0, 0 };
	struct str why;
	const char *path = o->arguments[0];
	if (!file_exists(path))
		stale(path, STR("it does not exist yet"));
	const struct lock *lock = read_lock(path);
	check_platform(path, lock, settings_get(&settings, "SCIBIDS_PLATFORM"), str_of(o->platform));
	if (!lock_stale(lock, &settings, yaml_get(read_yaml(o->requirements), "inputs"), &o->records, &why, &problems))
		die_of(&problems);
	if (why.n > 0)
		stale(path, why);
}

void
verb_diff(const struct options *o)
{
	struct explain_lock locks[2];
	struct error error;
	for (int i = 0; i < 2; i++) {
		locks[i].text = read_or_die(o->arguments[i], LOCK_LIMIT);
		if (!lock_parse(locks[i].text, &locks[i].lock, &error))
			die_at(o->arguments[i], &error);
	}
	write_out(o, explain_locks(&locks[0], &locks[1], read_advisories(o)));
}

void
verb_get(const struct options *o)
{
	const struct lock *lock = read_lock(o->arguments[0]);
	const struct {
		const char *key;
		struct str value;
	} facts[] = { { "platform", lock->platform },     { "python", lock->python },           { "alpine", lock->alpine },
		      { "created", lock->created },       { "base-image", lock->base_image }, { "base-digest", lock->base_digest },
		      { "epoch", lock_epoch(lock) } };
	for (size_t i = 0; i < COUNT(facts); i++)
		if (strcmp(o->arguments[1], facts[i].key) == 0) {
			write_out(o, str_format("%.*s\n", STRF(facts[i].value)));
			return;
		}
	wrong_call(usage);
}
