/* Changes a lock where a build, or the mirror, asked for it. */

#include "base/base.h"

#include <errno.h>
#include <stdlib.h>

#include "audit/alpine_fixes.h"
#include "base/die.h"
#include "base/program.h"
#include "relock/make.h"
#include "relock/repin.h"
#include "verb.h"

void
verb_untrim(const struct options *o)
{
	struct lock *lock = read_lock(o->arguments[0]);
	struct str_list names = { NULL, 0, 0 };
	lock_untrim(lock, read_or_die(o->arguments[1], LOCK_LIMIT), &names);
	if (names.count == 0)
		exit(FINDINGS);
	for (size_t i = 0; i < names.count; i++)
		warn("no longer trimmed: %.*s: the lock says why", STRF(names.items[i]));
	write_lock(o, lock);
}

static void
check_names(const struct options *o, const struct lock *lock)
{
	for (size_t i = 0; i < o->upgrades.count; i++) {
		struct str name = o->upgrades.items[i];
		bool found = lock_find_apk(&lock->toolbox, name) != NULL || lock_find_apk(&lock->runtime, name) != NULL;
		for (size_t k = 0; k < lock->package_count; k++)
			found = found || lock_find_apk(&lock->packages[k].build, name) != NULL;
		if (!found)
			die(BAD, "%s: it has no apk '%.*s'", o->arguments[0], STRF(name));
	}
}

static void
print_moves(const struct options *o, const struct lock *lock, const struct apk_moves *moves)
{
	const struct advisories *advisories = read_advisories(o);
	for (size_t i = 0; i < moves->count; i++) {
		const struct apk_move *move = &moves->items[i];
		struct str origin = move->origin.n > 0 ? move->origin : move->name;
		if (move->is.n == 0)
			printf("%.*s %.*s -> gone", STRF(move->name), STRF(move->was));
		else if (str_eq(move->was, move->is))
			printf("%.*s %.*s -> a different package under the same version", STRF(move->name), STRF(move->was));
		else
			printf("%.*s %.*s -> %.*s", STRF(move->name), STRF(move->was), STRF(move->is));
		if (advisories != NULL && move->is.n > 0) {
			struct str_list ids = alpine_fixes(advisories, str_format("v%.*s", STRF(lock->alpine)), origin, move->was, move->is);
			for (size_t k = 0; k < ids.count; k++)
				printf("%s%.*s", k == 0 ? ", fixes " : ", ", STRF(ids.items[k]));
		}
		putchar('\n');
	}
	end_stdout();
}

void
verb_repin(const struct options *o)
{
	struct apk_moves moves = { NULL, 0, 0 };
	struct str_list problems = { NULL, 0, 0 };
	struct lock *lock = read_lock(o->arguments[0]);
	struct apkindex index = { .tools = apk_tools_of(lock->alpine) };
	enum repin which = o->upgrade ? REPIN_ALL : o->upgrades.count > 0 ? REPIN_NAMED : REPIN_GONE;
	check_names(o, lock);
	read_indexes(o, &index);
	bool ok = lock_repin(lock, &index, which, &o->upgrades, &moves, &problems);
	print_moves(o, lock, &moves);
	for (size_t i = 0; i < problems.count; i++)
		warn("%s: %.*s", o->arguments[0], STRF(problems.items[i]));
	if (o->out == NULL && (!ok || moves.count > 0))
		exit(FINDINGS);
	if (!ok)
		exit(STALE);
	if (o->out != NULL)
		write_lock(o, lock);
}
