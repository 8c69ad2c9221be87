#ifndef SCIBIDS_PYTHON_PEP440_H
#define SCIBIDS_PYTHON_PEP440_H

#include "base/error.h"

/* Versions and version specifiers of Python packages (PEP 440; "Version specifiers" of the PyPA specifications).
   Nothing is copied: a version's slices point into the text that was parsed, which must stay alive. Numbers stay
   digits, so that none is too large. */

enum pep440_pre { PEP440_NO_PRE, PEP440_ALPHA, PEP440_BETA, PEP440_RC };

struct pep440 {
	struct str epoch;    /* digits without leading zeros, like every number here; "0" when absent */
	struct str release;  /* "1.02.0", as written */
	enum pep440_pre pre;
	struct str pre_number;
	bool post, dev;
	struct str post_number, dev_number;
	struct str local;    /* "ubuntu.1", as written, or empty */
};

/* A version in any of the spellings that PEP 440 normalises (leading v, capitals, 1.0-1, 1.0.alpha ...), without blanks
   around it; false otherwise. */
bool pep440_parse(struct str s, struct pep440 *version);

/* PEP 440's total order; 1.0 and 1.0.0 are equal. < 0, 0, > 0. */
int pep440_cmp(const struct pep440 *a, const struct pep440 *b);

/* The normal form ("Normalization"), with the zeros at the release's end that were written. In the arena. */
struct str pep440_canonical(const struct pep440 *version);

/* Is VERSION a pre-release or a development release? */
bool pep440_is_prerelease(const struct pep440 *version);

enum pep440_op { PEP440_LT, PEP440_LE, PEP440_EQ, PEP440_NE, PEP440_GE, PEP440_GT, PEP440_COMPATIBLE, PEP440_ARBITRARY };

struct pep440_spec {
	enum pep440_op op;
	bool prefix;           /* the version was followed by .* */
	struct str text;       /* the version as written, for === */
	struct pep440 version; /* not for === */
};

/* Specifiers that must all match; the empty set matches every version. In the arena. */
struct pep440_set {
	struct pep440_spec *items;
	size_t count, capacity;
};

/* ">=1.0, !=1.3.*, <2"; blanks around operators, versions and commas, and one comma at the end, are allowed; an empty
   text is the empty set. */
bool pep440_set_parse(struct str s, struct pep440_set *set, struct error *error);

/* Is VERSION in SET? Pre-releases are treated as < and > define them; excluding them by default is the resolver's task. */
bool pep440_set_match(const struct pep440_set *set, const struct pep440 *version);

#endif
