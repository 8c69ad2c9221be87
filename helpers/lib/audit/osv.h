#ifndef SCIBIDS_AUDIT_OSV_H
#define SCIBIDS_AUDIT_OSV_H

#include "base/str.h"
#include "base/yaml.h"

/* One advisory in the Open Source Vulnerability format, YAML or JSON (ossf.github.io/osv-schema, 1.6). Read are the
   ecosystems PyPI and Alpine:vX.Y, and what is said of CPython itself: entries with a range in the repository python/cpython,
   which is how the PSF writes them, and Bitnami's packages python, python-min and libpython. All strings are slices of the document's nodes or in the arena. */

enum osv_ecosystem { OSV_OTHER, OSV_PYPI, OSV_ALPINE, OSV_CPYTHON };

/* Affected are the versions from INTRODUCED on (n 0: from the first) up to END: without it when END was `fixed`, with it
   when it was `last_affected`; n 0: there is no end. */
struct osv_interval {
	struct str introduced, end;
	bool inclusive;
	bool malformed; /* END is no version of the ecosystem: nothing can be told to lie behind it */
};

struct osv_affected {
	enum osv_ecosystem ecosystem;
	struct str branch; /* Alpine's: "v3.20", "edge" */
	struct str name;   /* normalised (PyPI), "cpython", or the apk's origin */
	struct osv_interval *intervals;
	size_t count, capacity;
	struct str_list versions; /* affected as well: those listed that no interval covers */
	bool vague; /* neither ranges of versions nor versions, but commits or nothing */
};

struct osv {
	struct str id, modified; /* RFC 3339, to the second; n 0: not given or malformed */
	struct str summary;      /* one line, printable, at most OSV_SUMMARY bytes */
	struct str vector;       /* of the newest CVSS version given; n 0: none */
	struct str label;        /* database_specific.severity, when there is no vector */
	bool withdrawn;
	struct str_list aliases; /* without the id */
	struct osv_affected *affected; /* of the ecosystems read */
	size_t count, capacity;
	struct str_list notes; /* "LINE: what was found malformed and how it is taken" */
};

enum { OSV_SUMMARY = 160 };

struct osv_error {
	int line;
	const char *what;
};

/* A map with the keys id and affected. */
bool osv_is(const struct yaml *root);

/* False with *ERROR: no advisory (no id, an entry of another kind than the schema's). Malformed versions are notes, and
   taken so that nothing is missed: a malformed `introduced` is the first version, a malformed end is no end. */
bool osv_read(const struct yaml *root, struct osv *osv, struct osv_error *error);

/* An identifier of a vulnerability: letters, digits and ._:- in it, at least one letter, at most 64 bytes. */
bool osv_is_id(struct str s);

/* May stand in a field of the compiled file: printable ASCII without blanks and `<`, at most 64 bytes. */
bool osv_is_version_text(struct str s);

/* Whether the version, of PEP 440 or for OSV_ALPINE of apk, lies in an interval or is one of the versions. A local part
   counts only against a version that has one. FIXED then gets the lowest `fixed` above it that no interval has; n 0: none. */
bool osv_affects(const struct osv_affected *affected, struct str version, struct str *fixed);

#endif
