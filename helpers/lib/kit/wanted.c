#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/grammar.h"
#include "kit/manifest.h"
#include "kit/wanted.h"

enum { DIGEST_PREFIX = 7, SHORT_DIGEST = 12 }; /* "sha256:" */

static void
add(struct kit_artifacts *artifacts, struct kit_artifact artifact)
{
	arena_reserve(&artifacts->items, artifacts->count, &artifacts->capacity);
	artifacts->items[artifacts->count++] = artifact;
}

static int
by_file(const void *a, const void *b)
{
	const struct kit_artifact *x = a, *y = b;
	int order = str_cmp(x->file, y->file);
	return order != 0 ? order : str_cmp(x->sha256, y->sha256);
}

static bool
add_tools(struct kit_artifacts *artifacts, const struct lock_package *p, struct str *why)
{
	const struct lock_tools *tools = &p->build_environment;
	for (size_t i = 0; i < tools->count; i++)
		add(artifacts, (struct kit_artifact){ tools->items[i].name, tools->items[i].artifact, tools->items[i].sha256 });
	if (!tools->known)
		*why = str_format("'%.*s' is built, and the lock does not say what with: run `make lock-upgrade PKG=%.*s`", STRF(p->name), STRF(p->name));
	return tools->known;
}

static bool
add_package(struct kit_artifacts *artifacts, const struct lock_package *p, struct str *why)
{
	if (p->source == SOURCE_VCS || (p->source == SOURCE_ARCHIVE && p->file.n == 0)) {
		*why = str_format("'%.*s' comes from %s, which no kit can hold: put its source package into the project, or on an index",
		                  STRF(p->name), p->source == SOURCE_VCS ? "a repository" : "a URL");
		return false;
	}
	if (p->source == SOURCE_WHEEL || p->source == SOURCE_SDIST)
		add(artifacts, (struct kit_artifact){ p->name, p->artifact, p->sha256 });
	return !lock_is_built(p) || add_tools(artifacts, p, why);
}

bool
kit_artifacts(const struct lock *lock, struct kit_artifacts *artifacts, struct str *why)
{
	size_t kept = 0;
	for (size_t i = 0; i < lock->package_count; i++)
		if (!add_package(artifacts, &lock->packages[i], why))
			return false;
	if (artifacts->count > 0)
		qsort(artifacts->items, artifacts->count, sizeof(*artifacts->items), by_file);
	for (size_t i = 0; i < artifacts->count; i++)
		if (kept == 0 || by_file(&artifacts->items[kept - 1], &artifacts->items[i]) != 0)
			artifacts->items[kept++] = artifacts->items[i];
	artifacts->count = kept;
	return true;
}

static struct str
artifact_path(const struct kit_artifact *artifact)
{
	return str_format("wheels/%.*s", STRF(artifact->file));
}

struct str
kit_base_path(const struct lock *lock)
{
	struct str name = str_sub(lock->base_image, 0, str_find(lock->base_image, '@'));
	char *plain = str_z(name);
	for (char *p = plain; *p != '\0'; p++)
		if (*p == '/' || *p == ':')
			*p = '-';
	return str_format("images/%s-%.*s-%.*s.tar", plain, STRF(alpine_arch(lock->platform)),
	                  STRF(str_sub(lock->base_digest, DIGEST_PREFIX, SHORT_DIGEST)));
}

/* The directory of the lock's apks. */
static struct str
repository_of(const struct lock *lock)
{
	return str_format("apk/v%.*s/main/%.*s", STRF(lock->alpine), STRF(alpine_arch(lock->platform)));
}

static struct str
apk_path(const struct lock *lock, const struct lock_apk *apk)
{
	return str_format("%.*s/%.*s-%.*s.apk", STRF(repository_of(lock)), STRF(apk->name), STRF(apk->version));
}

bool
kit_has_builds(const struct lock *lock)
{
	for (size_t i = 0; i < lock->package_count; i++)
		if (lock_is_built(&lock->packages[i]))
			return true;
	return false;
}

static bool
has(const struct manifest *manifest, struct str path, struct str sha256)
{
	struct str there = manifest_find(manifest, path);
	return there.n > 0 && (sha256.n == 0 || str_eq(there, sha256));
}

/* The files that LOCK names, sorted into those that the kit has and those that it lacks. */
static void
look_for(const struct lock *lock, const struct kit_artifacts *artifacts, const struct manifest *manifest, struct str_list *paths,
         struct str_list *lacks)
{
	struct str path = kit_base_path(lock);
	str_list_add(has(manifest, path, STR("")) ? paths : lacks, path);
	for (size_t i = 0; i < artifacts->count; i++) {
		path = artifact_path(&artifacts->items[i]);
		str_list_add(has(manifest, path, artifacts->items[i].sha256) ? paths : lacks, path);
	}
	for (size_t i = 0; i < lock->runtime.count; i++) {
		path = apk_path(lock, &lock->runtime.items[i]);
		str_list_add(has(manifest, path, STR("")) ? paths : lacks, path);
	}
}

struct str
kit_lacks(const struct lock *lock, const struct kit_artifacts *artifacts, const struct manifest *manifest, struct str_list *paths)
{
	struct str_list lacks = { NULL, 0, 0 };
	struct str index = str_format("%.*s/APKINDEX.tar.gz", STRF(repository_of(lock)));
	if (!has(manifest, index, STR("")))
		return str_format("it has nothing for Alpine %.*s on %.*s, which the lock is for", STRF(lock->alpine), STRF(lock->platform));
	str_list_add(paths, index);
	look_for(lock, artifacts, manifest, paths, &lacks);
	if (lacks.count == 0)
		return STR("");
	return str_format("it was made for a different lock: it lacks %.*s%.*s", STRF(lacks.items[0]),
	                  STRF(lacks.count == 1 ? STR("") : str_format(" and %zu more", lacks.count - 1)));
}
