#include "base/base.h"

#include "apk/index.h"
#include "base/grammar.h"
#include "lock/need.h"
#include "relock/receipt_make.h"

/* Is FILE part of the interpreter? */
static bool
is_interpreters(struct str file)
{
	return str_starts(file, STR("usr/local/bin/python")) || str_starts(file, STR("usr/local/lib/libpython")) ||
	       str_find_str(file, STR("/lib-dynload/")) < file.n;
}

/* The libraries that packages need from Alpine, except musl, which every file is linked with. */
static void
find_needs(struct str needed, struct str_list *needs)
{
	struct str line;
	while (str_line(&needed, &line)) {
		struct str file = line, name = str_cut(&file, '\t');
		if (str_starts(name, STR("so:")) && !str_starts(name, STR("so:libc.musl-")) && file.p != NULL && !is_interpreters(file))
			str_list_add(needs, name);
	}
	str_list_unique(needs);
}

/* Is APK needed by a library in NEEDS, by a record, or by one of the apks FOUND? */
static bool
is_wanted(const struct lock_apk *apk, const struct str_list *needs, const struct str_list *found)
{
	for (size_t i = 0; i < apk->needed_by.count; i++) {
		struct lock_need need = lock_need_parse(apk->needed_by.items[i]);
		if (need.kind == NEED_RECORD || (need.kind == NEED_LIBRARY && str_list_has(needs, need.name)) ||
		    (need.kind == NEED_APK && str_list_has(found, need.name)))
			return true;
	}
	return false;
}

static struct str
pin_of(const struct lock_apk *apk)
{
	return str_format("%.*s=%.*s", STRF(apk->name), STRF(apk->version));
}

static void
find_apks(const struct lock *lock, struct receipt *receipt)
{
	const struct lock_apk *apks = lock->runtime.items;
	struct str_list found = { NULL, 0, 0 };
	for (size_t before = (size_t)-1; before != found.count;) {
		before = found.count;
		for (size_t i = 0; i < lock->runtime.count; i++)
			if (!str_list_has(&found, apks[i].name) && is_wanted(&apks[i], &receipt->needs, &found))
				str_list_add(&found, apks[i].name);
	}
	for (size_t i = 0; i < lock->runtime.count; i++)
		if (str_list_has(&found, apks[i].name))
			str_list_add(&receipt->apks, pin_of(&apks[i]));
	str_list_unique(&receipt->apks);
}

const char *
receipt_make(const struct lock *lock, struct str name, struct str needed, const struct yaml *progress,
             struct receipt *receipt)
{
	const struct lock_package *p = lock_find(lock, name);
	const struct yaml *stage = yaml_get(yaml_get(progress, "stages"), str_z(str_format("build-%.*s", STRF(name))));
	if (p == NULL)
		return str_z(str_format("the lock has no package '%.*s'", STRF(name)));
	if (!lock_is_built(p))
		return str_z(str_format("%.*s comes as a wheel: lock it with --no-binary", STRF(name)));
	if (!lock->complete)
		return "the lock has no runtime apks";
	if (stage == NULL)
		return str_z(str_format("no stage built %.*s", STRF(name)));
	if (!str_eq(yaml_text(stage, "cached"), STR("false")))
		return str_z(str_format("the build of %.*s came out of the builder's cache, so nobody knows how long it takes", STRF(name)));
	struct str time = p->build_time.n > 0 ? p->build_time : lock->created;
	*receipt = (struct receipt){ .version = p->version, .alpine = lock->alpine, .arch = alpine_arch(lock->platform) };
	receipt->python = lock->python;
	receipt->date = str_sub(time, 0, 10);
	receipt->seconds = yaml_text(stage, "seconds");
	for (size_t i = 0; i < p->build.count; i++)
		str_list_add(&receipt->build, pin_of(&p->build.items[i]));
	str_list_unique(&receipt->build);
	find_needs(needed, &receipt->needs);
	find_apks(lock, receipt);
	return NULL;
}
