#ifndef SCIBIDS_DOCKERFILE_KEEP_H
#define SCIBIDS_DOCKERFILE_KEEP_H

#include "dockerfile/target.h"

/* False with *WHY: a malformed setting, or a table that cannot be read. */
bool dockerfile_read_keep(const struct dockerfile *d, struct keep *keep, struct str *why);

/* The words that count for OWNER alone, quoted for a shell, each with a blank before it. */
struct str dockerfile_keep_words(const struct keep *keep, struct str owner);

/* The package's files that trimming leaves, as shell words with a blank before each: NAME:GLOB. */
struct str dockerfile_keep(const struct keep *keep, const struct lock_package *package);

/* A comment line for each reason. */
struct str dockerfile_keep_reasons(const struct keep *keep);

#endif
