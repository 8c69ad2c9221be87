#include "base/base.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "apk/closure.h"
#include "base/arena.h"
#include "base/grammar.h"
#include "lock/allocator.h"
#include "lock/need.h"
#include "relock/make.h"

struct needs {
	struct lock_need *items;
	size_t count, capacity;
};

/* Relative to site-packages, a path is shorter and just as clear. */
static struct str
short_name(struct str file)
{
	struct str marker = STR("/site-packages/");
	size_t at = str_find_str(file, marker);
	return at < file.n ? str_sub(file, at + marker.n, file.n) : file;
}

/* The module name of FILE: a.b for a/b.cpython-313-x86_64-linux-musl.so. */
static const char *
module_name(struct str file)
{
	char *name = str_z(short_name(file)), *base = strrchr(name, '/'), *dot = strchr(base == NULL ? name : base, '.');
	if (dot != NULL)
		*dot = '\0';
	for (char *c = name; *c != '\0'; c++)
		if (*c == '/')
			*c = '.';
	return name;
}

/* Does a record allow this file to fail to load? */
static bool
is_optional(const struct lock *lock, struct str file)
{
	const char *module = module_name(file);
	for (size_t i = 0; i < lock->package_count; i++)
		for (size_t k = 0; k < lock->packages[i].optional_imports.count; k++)
			if (fnmatch(str_z(lock->packages[i].optional_imports.items[k]), module, 0) == 0)
				return true;
	return false;
}

/* Lines of scibids-needed come sorted by name; the first file that needs a name is kept, the others are counted. */
static bool
read_needs(const struct lock *lock, struct str text, struct needs *needs, struct str_list *problems)
{
	struct str line;
	bool ok = true;
	while (str_line(&text, &line)) {
		struct str rest = line, kind = str_cut(&rest, '\t');
		if (str_starts(kind, STR("so:"))) {
			struct lock_need *last = needs->count > 0 ? &needs->items[needs->count - 1] : NULL;
			if (last != NULL && str_eq(last->name, kind)) {
				last->others++;
				continue;
			}
			arena_reserve(&needs->items, needs->count, &needs->capacity);
			needs->items[needs->count++] = (struct lock_need){ NEED_LIBRARY, kind, short_name(rest), 0 };
		} else if (str_eq(kind, STR("missing")) || str_eq(kind, STR("glibc"))) {
			struct str name = str_cut(&rest, '\t');
			if (is_optional(lock, str_sub(rest, 0, str_find(rest, '\t'))))
				continue;
			const char *why = str_eq(kind, STR("glibc")) ? "is glibc's, so this file was not built for musl"
			                                             : "is in no apk of the branch and in no package";
			str_list_add(problems, str_format("%.*s needs %.*s, which %s", STRF(short_name(str_sub(rest, 0, str_find(rest, '\t')))), STRF(name), why));
			ok = false;
		}
	}
	return ok;
}

static bool
provides(const struct apk *apk, struct str name)
{
	struct str rest = apk->provides, word;
	while (str_word(&rest, &word)) {
		struct apk_dependency provide;
		if (apk_dependency_parse(word, &provide) && str_eq(provide.name, name))
			return true;
	}
	return str_eq(apk->name, name);
}

static void
add_needs(struct lock_apk *pin, const struct apk *apk, const struct needs *needs)
{
	for (size_t i = 0; i < needs->count; i++)
		if (provides(apk, needs->items[i].name))
			str_list_add(&pin->needed_by, lock_need_str(needs->items[i]));
}

static void
add_need(struct lock_apk *pin, enum lock_need_kind kind, struct str name)
{
	str_list_add(&pin->needed_by, lock_need_str((struct lock_need){ .kind = kind, .name = name }));
}

static void
add_requests(struct lock_apk *pin, const struct apk *apk, const struct lock *lock, const struct settings *settings)
{
	struct str rest = settings_get(settings, "SCIBIDS_RUNTIME_APKS"), word, why;
	const struct allocator *allocator = allocator_find(settings, &why);
	for (size_t i = 0; i < lock_rootfs_apk_count; i++)
		if (provides(apk, str_of(lock_rootfs_apks[i])))
			add_need(pin, NEED_OTHER, STR("the root file system"));
	if (str_eq(apk->name, str_of(lock_rootfs_wish)))
		add_need(pin, NEED_OTHER, STR("the root file system"));
	while (str_word(&rest, &word))
		if (provides(apk, word))
			add_need(pin, NEED_OTHER, STR("SCIBIDS_RUNTIME_APKS"));
	if (allocator != NULL && allocator->apk != NULL && str_eq(apk->name, str_of(allocator->apk)))
		add_need(pin, NEED_OTHER, STR("SCIBIDS_MALLOC"));
	for (size_t i = 0; i < lock->package_count; i++)
		for (size_t k = 0; k < lock->packages[i].run.count; k++)
			if (provides(apk, lock->packages[i].run.items[k]))
				add_need(pin, NEED_RECORD, lock->packages[i].name);
}

void
lock_add_dependents(struct lock_apk *pin, const struct apk *apk, const struct apk *const *apks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str rest = apks[i]->depends, word;
		struct apk_dependency dependency;
		while (str_word(&rest, &word))
			if (apk_dependency_parse(word, &dependency) && !dependency.conflict && provides(apk, dependency.name))
				add_need(pin, NEED_APK, apks[i]->name);
	}
}

/* What apk would be asked for: what the files need, what an image has for its own sake, what settings and records ask for. */
static struct str_list
wanted(const struct lock *lock, const struct settings *settings, const struct needs *needs, const struct apkindex *index)
{
	struct str_list words = { NULL, 0, 0 };
	struct str rest = settings_get(settings, "SCIBIDS_RUNTIME_APKS"), word, why;
	const struct allocator *allocator = allocator_find(settings, &why);
	for (size_t i = 0; i < needs->count; i++)
		str_list_add(&words, needs->items[i].name);
	for (size_t i = 0; i < lock_rootfs_apk_count; i++)
		str_list_add(&words, str_of(lock_rootfs_apks[i]));
	if (apkindex_find(index, str_of(lock_rootfs_wish)) != NULL)
		str_list_add(&words, str_of(lock_rootfs_wish));
	if (allocator != NULL && allocator->apk != NULL && apkindex_find(index, str_of(allocator->apk)) != NULL)
		str_list_add(&words, str_of(allocator->apk));
	while (str_word(&rest, &word))
		if (is_apk_name(word))
			str_list_add(&words, word);
	for (size_t i = 0; i < lock->package_count; i++)
		for (size_t k = 0; k < lock->packages[i].run.count; k++)
			str_list_add(&words, lock->packages[i].run.items[k]);
	str_list_unique(&words);
	return words;
}

bool
lock_make_runtime(struct lock *lock, struct str needed, struct apkindex *index, const struct settings *settings, struct str_list *problems)
{
	struct needs needs = { NULL, 0, 0 };
	struct apk_closure closure;
	if (!read_needs(lock, needed, &needs, problems))
		return false;
	const struct str_list words = wanted(lock, settings, &needs, index);
	apkindex_closure(index, &words, &closure);
	for (size_t i = 0; i < closure.problems.count; i++)
		str_list_add(problems, closure.problems.items[i]);
	if (closure.problems.count > 0)
		return false;
	for (size_t i = 0; i < closure.count; i++) {
		const struct apk *apk = closure.apks[i];
		struct lock_apk pin = { .name = apk->name, .version = apk->version, .origin = apk->origin, .checksum = apk->checksum };
		add_needs(&pin, apk, &needs);
		add_requests(&pin, apk, lock, settings);
		if (pin.needed_by.count == 0)
			lock_add_dependents(&pin, apk, closure.apks, closure.count);
		lock_add_apk(&lock->runtime, pin);
	}
	lock->complete = true;
	return true;
}
