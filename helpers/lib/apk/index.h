#ifndef SCIBIDS_APK_INDEX_H
#define SCIBIDS_APK_INDEX_H

#include "apk/depend.h"
#include "apk/record.h"
#include "base/error.h"
#include "base/map.h"

/* The packages of one or more indexes (such as main and community) or databases of installed packages, found by package name and
   by provided name. An index is ready for use when it is zeroed and its tools are set. All memory is the arena's. */

/* A package that provides a name, which may be its own. */
struct apk_provider {
	const struct apk *apk;
	struct str version;        /* of the provided name; p NULL: none */
	struct apk_provider *next; /* in the order of the files and their records */
};

struct apk_name {
	struct str name;
	struct apk_provider *first, *last;
	size_t count;  /* of providers */
	size_t number; /* position in the index */
};

struct apkindex {
	enum apk_tools tools;
	struct apk **apks; /* in the order of reading */
	size_t count, capacity;
	struct apk_name **names;
	size_t name_count, name_capacity;
	struct map by_name; /* of names */
	const char **paths; /* of the files, see struct apk's source */
	size_t path_count, path_capacity;
};

/* Adds the packages of an APKINDEX.tar.gz or APKINDEX. If it returns false, the index may hold some of them. */
bool apkindex_add(struct apkindex *index, const char *path, struct error *error);
bool apkindex_add_all(struct apkindex *index, const struct str_list *paths, struct error *error);

/* Adds the records of TEXT, an index or a database of installed packages; PATH appears in errors. */
bool apkindex_add_text(struct apkindex *index, struct str text, bool installed, const char *path, struct error *error);

/* The package of that name with the highest version, or NULL. */
const struct apk *apkindex_find(const struct apkindex *index, struct str name);

/* The providers of NAME, including the package of that name; NULL if there are none. */
const struct apk_name *apkindex_providers(const struct apkindex *index, struct str name);

/* Orders two providers of one name by apk's preference, the preferred one greater, as far as the packages themselves decide: the highest
   version of the name, then the highest provider priority, then the first index. */
int apk_provider_compare(const struct apk_provider *a, const struct apk_provider *b, enum apk_tools tools);

/* Would apk choose this provider by itself? It does if the provided name has a version or the package a priority. */
bool apk_provider_automatic(const struct apk_provider *provider);

/* The entry of NAME, added if it is missing. */
struct apk_name *apkindex_intern(struct apkindex *index, struct str name);

#endif
