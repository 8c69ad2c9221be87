#ifndef SCIBIDS_LOCK_VERB_H
#define SCIBIDS_LOCK_VERB_H

#include "apk/index.h"
#include "audit/advisory.h"
#include "base/yaml.h"
#include "lock/lock.h"
#include "lock/settings.h"

/* The verbs of scibids-lock, and what they share. All of these functions end the process on errors. */

struct options {
	const char *advisories, *settings, *facts, *base, *digest, *first, *old, *out, *platform, *requirements;
	struct str_list indexes, records, upgrades;
	bool upgrade;
	char **arguments; /* as many as the verb takes */
};

extern const char usage[];

void verb_diff(const struct options *o);
void verb_get(const struct options *o);
void verb_join(const struct options *o);
void verb_packages(const struct options *o);
void verb_platforms(const struct options *o);
void verb_repin(const struct options *o);
void verb_request(const struct options *o);
void verb_runtime(const struct options *o);
void verb_select(const struct options *o);
void verb_toolbox(const struct options *o);
void verb_untrim(const struct options *o);

struct lock *read_lock(const char *path);

/* The lock whose pins are kept, or NULL if there is no file, or a merge has left one in which neither side can be read. */
struct lock *read_old(const struct options *o);

struct settings settings_or_die(const struct options *o);
struct yaml *read_yaml(const char *path);
void read_indexes(const struct options *o, struct apkindex *index);

/* NULL if none were given. */
const struct advisories *read_advisories(const struct options *o);

/* Writes to o->out, or stdout. */
void write_out(const struct options *o, struct str text);
void write_lock(const struct options *o, struct lock *lock);

/* Prints each problem in a line and exits with BAD. */
_Noreturn void die_of(const struct str_list *problems);

#endif
