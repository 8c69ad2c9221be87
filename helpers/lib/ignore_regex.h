#ifndef SCIBIDS_IGNORE_REGEX_H
#define SCIBIDS_IGNORE_REGEX_H

#include "str.h"

/* The part of Go's regular expressions (regexp/syntax, Perl flags) that an ignore pattern can be turned into: literals,
   escapes, classes, "\Q...\E", anchors and word boundaries, "*" behind a class or ".", and the group "(.*" "/)?".
   Compiled to a list of nodes that all follow each other; matching follows all ways at once, so it takes at most
   nodes times characters. */

enum regex_kind { REGEX_RUNE, REGEX_SET, REGEX_ANY, REGEX_BEGIN, REGEX_END, REGEX_WORD, REGEX_NOT_WORD, REGEX_MAYBE, REGEX_DONE };

struct regex_range {
	uint32_t low, high;
};

struct regex_node {
	enum regex_kind kind; /* REGEX_MAYBE: the two nodes behind it, or none of them */
	bool star, negated;
	uint32_t rune;
	struct regex_range *ranges; /* REGEX_SET */
	size_t count;
};

/* The nodes of TEXT, N code points, ending with REGEX_DONE; NULL if Go refuses it. */
struct regex_node *regex_compile(const uint32_t *text, size_t n, size_t *count);

/* Room for one match: lists of COUNT node numbers, and marks that begin as zero. */
struct regex_room {
	size_t *states, *next_states, *marks;
	size_t *mark;
};

/* Anchored at the start; the end is anchored by REGEX_END. */
bool regex_match(const struct regex_node *nodes, const uint32_t *text, size_t n, struct regex_room room);

#endif
