#ifndef SCIBIDS_PYTHON_PEP508_H
#define SCIBIDS_PYTHON_PEP508_H

#include "base/error.h"
#include "python/pep440.h"

/* Dependency specifiers of Python packages (PEP 508, now "Dependency specifiers" of the PyPA specifications): a name,
   extras, a version specifier or `@ URL`, and an environment marker, whose syntax is checked; it is not evaluated.
   Names of wheel and sdist files are in distfile.h. */

enum { PEP503_NAME_LIMIT = 128 };

/* Letters, digits, `.`, `-` and `_`, the first and last a letter or digit; at most PEP503_NAME_LIMIT bytes. */
bool pep503_is_name(struct str s);

/* NAME in lower case, every run of `.`, `-` and `_` one `-`. In the arena. */
struct str pep503_normalise(struct str name);

struct pep508 {
	struct str name;            /* as written */
	struct str project;         /* normalised */
	struct str_list extras;     /* normalised, in the order and as often as written */
	struct str specifier;       /* as written, without parentheses; empty when there is none */
	struct pep440_set versions; /* the specifier, parsed */
	struct str url;             /* as written after `@`, or p NULL */
	struct str marker;          /* as written after `;`, without blanks around it, or p NULL */
};

/* Parses S, which REQUIREMENT points into. Blanks are spaces and tabs. False with ERROR->what, "expected ...", and the ->offset of the
   byte that does not fit, at most s.n. */
bool pep508_parse(struct str s, struct pep508 *requirement, struct error *error);

/* S is "[extra, ...]", which may be empty; appends the normalised extras. */
bool pep508_extras(struct str s, struct str_list *extras, struct error *error);

/* S is an environment marker. */
bool pep508_marker(struct str s, struct error *error);

#endif
