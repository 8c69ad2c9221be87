#ifndef SCIBIDS_WHY_TABLE_H
#define SCIBIDS_WHY_TABLE_H

#include "base/error.h"
#include "record/record.h"
#include "why/patterns.h"

/* What to do about a finding, in the words of a record:

     build A|B C     the first of A and B that the release has, and C; "*" stands for a version in a name (llvm*-dev), and
                     the highest counts
     build-requires REQUIREMENT
     env NAME=VALUE
     memory          more of it
     unsupported     no build works
     none            nothing that a record could do

   headers.tsv has four columns between tabs: kind (header, library, pkgconfig, cmake, program, word, module), name, answer, and its
   source or, for "unsupported" and "none", what to do instead. A name may end in "*". Empty lines and lines that begin with "#" are
   comments. */

struct why_action {
	enum record_key key; /* RECORD_KEYS: nothing */
	struct str value;
};

struct why_entry {
	enum why_kind kind;
	struct str name;
	struct why_action action;
	struct str note;
};

struct why_table {
	struct why_entry *entries;
	size_t count, capacity;
};

/* False: S is not one of the answers above. */
bool why_action_read(struct str s, struct why_action *action);

/* Slices point into CONTENT. */
bool why_table_read(struct str content, struct why_table *table, struct error *error);

/* The entry with exactly that name, else the one with the longest prefix, else NULL. Case does not matter for words. */
const struct why_entry *why_table_find(const struct why_table *table, enum why_kind kind, struct str name);

#endif
