#ifndef SCIBIDS_DOCKERFILE_KEEP_H
#define SCIBIDS_DOCKERFILE_KEEP_H

#include "base/str.h"

struct dockerfile;

/* What trimming leaves, as words OWNER:RULE and OWNER:GLOB, where the owner * is each package and
   "python" the interpreter. */
struct keep {
	struct str_list words;   /* of the settings, of scripts/finish/keep.tsv for what is installed, and of what the proof found */
	struct str_list reasons; /* "WORD: NAME REASON" of each word from keep.tsv */
};

/* False with *WHY: a setting is none, or the table cannot be read. */
bool dockerfile_read_keep(const struct dockerfile *d, struct keep *keep, struct str *why);

/* The words that count for OWNER alone, quoted for a shell, each with a blank before it. */
struct str dockerfile_keep_words(const struct keep *keep, struct str owner);

#endif
