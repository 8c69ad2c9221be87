#include "base/base.h"

#include <stdlib.h>

#include "apk/closure.h"
#include "base/arena.h"
#include "lock/need.h"
#include "relock/make.h"
#include "relock/repin.h"

struct job {
	struct apkindex *index;
	enum repin which;
	const struct str_list *names;
	struct apk_moves *moves;
	struct str_list *problems;
};

static bool
is_asked_for(const struct job *job, struct str name)
{
	return job->which == REPIN_ALL || (job->which == REPIN_NAMED && str_list_has(job->names, name));
}

/* The index's package that PIN means; NULL: its version is gone, or is a different package under the same version. */
static const struct apk *
find_exact(const struct job *job, const struct lock_apk *pin)
{
	const struct apk_name *name = apkindex_providers(job->index, pin->name);
	for (const struct apk_provider *p = name == NULL ? NULL : name->first; p != NULL; p = p->next)
		if (str_eq(p->apk->name, pin->name) && str_eq(p->apk->version, pin->version) &&
		    (pin->checksum.n == 0 || str_eq(p->apk->checksum, pin->checksum)))
			return p->apk;
	return NULL;
}

static void
add_move(struct job *job, const struct lock_apk *pin, const struct apk *apk)
{
	struct str is = apk == NULL ? STR("") : apk->version;
	for (size_t i = 0; i < job->moves->count; i++)
		if (str_eq(job->moves->items[i].name, pin->name) && str_eq(job->moves->items[i].was, pin->version))
			return;
	arena_reserve(&job->moves->items, job->moves->count, &job->moves->capacity);
	job->moves->items[job->moves->count++] = (struct apk_move){ pin->name, pin->version, is, apk == NULL ? pin->origin : apk->origin };
}

/* Does PIN move, and where to? */
static bool
moves_to(const struct job *job, const struct lock_apk *pin, const struct apk **to)
{
	const struct apk *exact = find_exact(job, pin);
	*to = apkindex_find(job->index, pin->name);
	return exact == NULL || (is_asked_for(job, pin->name) && *to != exact);
}

static bool
repin_versions(struct job *job, struct lock_apks *apks, struct str whose)
{
	const struct apk *to;
	bool ok = true;
	for (size_t i = 0; i < apks->count; i++) {
		struct lock_apk *pin = &apks->items[i];
		if (!moves_to(job, pin, &to))
			continue;
		add_move(job, pin, to);
		if (to == NULL) {
			str_list_add(job->problems, str_format("%.*s needs the apk %.*s, which the branch no longer has in any version: name a different one",
			                                       STRF(whose), STRF(pin->name)));
			ok = false;
			continue;
		}
		pin->version = to->version;
	}
	return ok;
}

/* What asks for the runtime apks, as words for apk: sonames that files name, and apks that a person or a record names. Where
   the index has several versions, those that stay keep theirs. */
static struct str_list
world(const struct job *job, const struct lock_apks *runtime)
{
	struct str_list words = { NULL, 0, 0 };
	const struct apk *to;
	for (size_t i = 0; i < runtime->count; i++) {
		const struct lock_apk *pin = &runtime->items[i];
		bool by_name = pin->needed_by.count == 0;
		for (size_t k = 0; k < pin->needed_by.count; k++) {
			struct lock_need need = lock_need_parse(pin->needed_by.items[k]);
			if (need.kind == NEED_LIBRARY)
				str_list_add(&words, need.name);
			else if (need.kind != NEED_APK)
				by_name = true;
		}
		if (by_name)
			str_list_add(&words, pin->name);
		if (!moves_to(job, pin, &to) && to != find_exact(job, pin))
			str_list_add(&words, str_format("%.*s=%.*s", STRF(pin->name), STRF(pin->version)));
	}
	str_list_unique(&words);
	return words;
}

static struct lock_apk
runtime_pin(const struct lock_apks *old, const struct apk *apk, const struct apk_closure *closure)
{
	struct lock_apk pin = { .name = apk->name, .version = apk->version, .origin = apk->origin, .checksum = apk->checksum };
	const struct lock_apk *before = lock_find_apk(old, apk->name);
	for (size_t i = 0; before != NULL && i < before->needed_by.count; i++)
		if (lock_need_parse(before->needed_by.items[i]).kind != NEED_APK)
			str_list_add(&pin.needed_by, before->needed_by.items[i]);
	if (pin.needed_by.count == 0)
		lock_add_dependents(&pin, apk, closure->apks, closure->count);
	return pin;
}

static bool
repin_runtime(struct job *job, struct lock_apks *runtime)
{
	struct apk_closure closure = { 0 };
	struct lock_apks old = *runtime;
	struct str_list words = world(job, runtime);
	const struct apk *to;
	bool moved = false;
	for (size_t i = 0; i < old.count; i++)
		if (moves_to(job, &old.items[i], &to)) {
			add_move(job, &old.items[i], to);
			moved = true;
		}
	if (!moved)
		return true;
	apkindex_closure(job->index, &words, &closure);
	for (size_t i = 0; i < closure.problems.count; i++)
		str_list_add(job->problems, closure.problems.items[i]);
	*runtime = (struct lock_apks){ NULL, 0, 0 };
	for (size_t i = 0; i < closure.count; i++)
		lock_add_apk(runtime, runtime_pin(&old, closure.apks[i], &closure));
	return closure.problems.count == 0;
}

static int
compare_moves(const void *a, const void *b)
{
	const struct apk_move *x = a, *y = b;
	int order = str_cmp(x->name, y->name);
	return order != 0 ? order : str_cmp(x->was, y->was);
}

bool
lock_repin(struct lock *lock, struct apkindex *index, enum repin which, const struct str_list *names, struct apk_moves *moves,
           struct str_list *problems)
{
	struct job job = { index, which, names, moves, problems };
	bool ok = repin_versions(&job, &lock->toolbox, STR("the toolbox"));
	for (size_t i = 0; i < lock->package_count; i++)
		ok = repin_versions(&job, &lock->packages[i].build, str_format("the build of %.*s", STRF(lock->packages[i].name))) && ok;
	ok = repin_runtime(&job, &lock->runtime) && ok;
	if (moves->count > 0)
		qsort(moves->items, moves->count, sizeof(*moves->items), compare_moves);
	return ok;
}
