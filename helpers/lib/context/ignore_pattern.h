#ifndef SCIBIDS_CONTEXT_IGNORE_PATTERN_H
#define SCIBIDS_CONTEXT_IGNORE_PATTERN_H

#include "base/str.h"

/* One pattern of a .dockerignore against one path, as BuildKit's client decides it (moby/patternmatcher): the pattern is
   turned into a regular expression of Go's syntax unless it is plain text, "text**" (a prefix) or "**text" (a suffix).
   That way of doing it shows, and is kept: "^" outside a class is an anchor beside a wildcard, "\d" is any digit, "\b" a word
   boundary, "[*]" is not a class with a star, "|" and "{2}" beside a wildcard have the meaning of a regular expression, "**" in
   the middle does not take a line feed. Bytes that are no UTF-8 are U+FFFD.
   Unlike there, "\p" (a Unicode class) is refused, and what takes more than REGEX_NODES. Not thread-safe. */

struct ignore_pattern;

/* PATTERN is trimmed, cleaned, without its "!", and outlives the result (in the arena). NULL: filepath.Match or regexp
   of Go would refuse it. */
struct ignore_pattern *ignore_pattern_compile(struct str pattern);

/* What a match needs beside the pattern: one for all patterns, zeroed by who makes it, filled as it is needed. */
struct ignore_subject {
	struct str path;
	uint32_t *runes; /* of the path, when decoded */
	size_t count, capacity;
	bool decoded;
	size_t *states, *next_states, *marks; /* room for the states of the largest pattern met */
	size_t state_capacity, mark;
};

/* PATH, relative and without "." or "..", is what the next matches are about. */
void ignore_subject_set(struct ignore_subject *subject, struct str path);

/* The whole path matches; its parents are the caller's business. */
bool ignore_pattern_match(const struct ignore_pattern *pattern, struct ignore_subject *subject);

#endif
