#ifndef SCIBIDS_WHY_PATTERNS_H
#define SCIBIDS_WHY_PATTERNS_H

#include "why/log.h"

/* What compilers, linkers, build systems and Python's build backends print when something is missing. */

enum why_kind {
	WHY_HEADER,    /* a file to include */
	WHY_LIBRARY,   /* what -l names, without "lib" */
	WHY_PKGCONFIG, /* a module of pkg-config, or a dependency of meson, which asks pkg-config first */
	WHY_CMAKE,     /* a package of CMake's find_package() */
	WHY_PROGRAM,
	WHY_WORD,      /* a library or a program, by its name in prose */
	WHY_MODULE,    /* a Python module */
	WHY_IMPORT,    /* from the proof of an image: a project, its module, and the module that it lacked */
	WHY_SONAME,    /* from the proof of an image: a project, and the library that one of its files lacked */
	WHY_FIXED,     /* the answer does not depend on a name: struct why_pattern's answer */
	WHY_KINDS
};

enum why_weight {
	WHY_HINT = 20,   /* a probe that may fail */
	WHY_PROBE = 40,  /* a probe that mostly matters */
	WHY_ASKED = 60,  /* an exception, a command not found */
	WHY_ERROR = 80,  /* ends a build */
	WHY_CERTAIN = 100
};

struct why_pattern {
	enum why_kind kind;
	enum why_weight weight;
	const char *text;   /* "^": start of the line, "%": a name, "~": anything; other characters match themselves */
	const char *answer; /* WHY_FIXED: as in table.h; "%" is the first name */
	const char *note;   /* WHY_FIXED: what is wrong, for people; "%" as above */
};

enum { WHY_NAMES = 3, WHY_NAME_LIMIT = 128 };

struct why_finding {
	const struct why_pattern *pattern;
	struct str names[WHY_NAMES]; /* all are missing; WHY_FIXED: the first replaces the answer's "%" */
	size_t name_count;
	const struct why_line *line; /* the last that matched */
};

struct why_findings {
	struct why_finding *items; /* heaviest first, among equals the last in the log; no repeats */
	size_t count, capacity;
};

void why_find(const struct why_log *log, struct why_findings *findings);

/* Does LINE match PATTERN? Names are cut out of LINE and checked against the kind's grammar. */
bool why_match(const struct why_pattern *pattern, struct str line, struct why_finding *finding);

/* All of them, for tests. */
extern const struct why_pattern why_patterns[];
extern const size_t why_pattern_count;

#endif
