#ifndef SCIBIDS_DOCKERFILE_INSTRUCTION_H
#define SCIBIDS_DOCKERFILE_INSTRUCTION_H

#include "base/str.h"

/* The instructions of a Dockerfile, one after the other (Dockerfile reference): continued lines, the comments between them and
   here-documents belong to theirs. */

struct instruction {
	struct str text;   /* all of it, as it stands */
	struct str words;  /* its lines joined as the builder joins them, with single blanks, without here-documents */
	int line;          /* 1-based: where it begins */
	const char *doubt; /* why the builder may see its end elsewhere; NULL: there is no doubt */
};

/* REST begins as the Dockerfile. */
struct instructions {
	struct str rest;
	int line; /* of what was read last */
};

/* False at the end. */
bool instruction_next(struct instructions *instructions, struct instruction *instruction);

#endif
