/* Internal to lock/: values of a lock, each checked against its grammar. All answer false with *ERROR. */

#ifndef SCIBIDS_LOCK_VALUE_H
#define SCIBIDS_LOCK_VALUE_H

#include <stddef.h>

#include "base/yaml.h"
#include "lock/lock.h"

/* A map entry with a text value: its member in the struct, and its grammar. */
struct fact {
	const char *key;
	size_t offset;
	bool (*valid)(struct str);
	bool required;
};

bool value_fail(struct error *error, int line, struct str what);
bool value_expect(const struct yaml *node, enum yaml_kind kind, struct error *error);

/* Stores NODE's text if TABLE knows its key; *KNOWN says whether. */
bool value_fact(const struct yaml *node, const struct fact *table, size_t count, void *into, bool *known, struct error *error);

/* "sha256:HEX"; keeps the digits. */
bool value_hash(const struct yaml *node, struct str *sha256, struct error *error);
bool value_size(const struct yaml *node, uint64_t *size, struct error *error);
bool value_list(const struct yaml *node, struct str_list *into, bool (*valid)(struct str), struct error *error);

/* A map from apk to version. */
bool value_versions(const struct yaml *node, struct lock_apks *into, struct error *error);

bool value_is_item(struct str s);
bool value_is_version(struct str s);
bool value_is_artifact(struct str s);

/* A lock's text as a tree, and the format that it says it has. NULL with *ERROR. */
struct yaml *lock_root(struct str content, uint64_t *format, struct error *error);

/* The lock of one platform. */
bool lock_read(const struct yaml *root, struct lock *lock, struct error *error);

bool lock_read_packages(const struct yaml *node, struct lock *lock, struct error *error);

#endif
