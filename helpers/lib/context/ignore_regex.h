#ifndef SCIBIDS_CONTEXT_IGNORE_REGEX_H
#define SCIBIDS_CONTEXT_IGNORE_REGEX_H

#include "base/str.h"

/* The part of Go's regular expressions (regexp/syntax, Perl flags) that an ignore pattern can be turned into: literals,
   escapes, classes, "\Q...\E", anchors and word boundaries, "*" behind a class or ".", "{n,m}", the group "(.*" "/)?", and
   "|" between all that. Compiled to a list of nodes that follow each other; matching follows all ways at once, so it takes at
   most nodes times characters. */

enum regex_kind { REGEX_RUNE, REGEX_SET, REGEX_ANY, REGEX_BEGIN, REGEX_END, REGEX_WORD, REGEX_NOT_WORD, REGEX_MAYBE, REGEX_DONE };

enum { REGEX_NODES = 100000 };

struct regex_range {
	uint32_t low, high;
};

struct regex_node {
	enum regex_kind kind; /* REGEX_MAYBE: the next COUNT nodes, or none of them; REGEX_DONE: the end of a branch of "|" */
	bool star, negated;
	uint32_t rune;
	struct regex_range *ranges; /* REGEX_SET */
	size_t count;
};

struct regex {
	struct regex_node *nodes;
	size_t count, branches;
};

/* TEXT is N code points. False if Go refuses it, or it would take more than REGEX_NODES. */
bool regex_compile(struct regex *regex, const uint32_t *text, size_t n);

/* Room for one match: lists of COUNT node numbers, and marks that begin as zero. */
struct regex_room {
	size_t *states, *next_states, *marks;
	size_t *mark;
};

/* Some part of TEXT matches. */
bool regex_match(const struct regex *regex, const uint32_t *text, size_t n, struct regex_room room);

#endif
