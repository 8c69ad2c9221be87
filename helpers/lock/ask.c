/* Answers questions about locks. */

#include "base/base.h"

#include <string.h>

#include "base/die.h"
#include "base/file.h"
#include "base/program.h"
#include "explain/locks.h"
#include "verb.h"

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

/* Packages whose build requirements a lock of an earlier format fixes to a moment alone. */
static struct str
dated_builds(const struct lock *lock)
{
	struct text names = { NULL, 0, 0 };
	for (size_t i = 0; lock->format < LOCK_VERSION && i < lock->package_count; i++)
		if (lock_is_built(&lock->packages[i]) && !lock->packages[i].build_environment.known)
			text_addf(&names, "%s%.*s", names.n > 0 ? " " : "", STRF(lock->packages[i].name));
	return text_str(&names);
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
		      { "epoch", lock_epoch(lock) },      { "dated-builds", dated_builds(lock) } };
	for (size_t i = 0; i < COUNT(facts); i++)
		if (strcmp(o->arguments[1], facts[i].key) == 0) {
			write_out(o, str_format("%.*s\n", STRF(facts[i].value)));
			return;
		}
	wrong_call(usage);
}
