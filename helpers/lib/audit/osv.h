#ifndef SCIBIDS_AUDIT_OSV_H
#define SCIBIDS_AUDIT_OSV_H

#include "audit/osv_range.h"
#include "base/error.h"

/* One advisory in the Open Source Vulnerability format, YAML or JSON (ossf.github.io/osv-schema, 1.6). The
   ecosystems read are PyPI, Alpine:vX.Y and CPython itself: entries with a range in the repository python/cpython, as the PSF
   writes them, and Bitnami's packages python, python-min and libpython. Strings are slices of the document's nodes, or in the arena. */

struct osv {
	struct str id, modified; /* RFC 3339, to the second; n 0: not given or malformed */
	struct str summary;      /* one line, printable, at most OSV_SUMMARY bytes */
	struct str vector;       /* of the newest CVSS version given; n 0: none */
	struct str label;        /* database_specific.severity, when there is no vector */
	bool withdrawn;
	struct str_list aliases; /* without the id */
	struct osv_affected *affected; /* of the ecosystems read */
	size_t count, capacity;
	struct str_list notes; /* "LINE: what is malformed and how it was taken" */
};

enum { OSV_SUMMARY = 160 };

/* A map with the keys id and affected. */
bool osv_is(const struct yaml *root);

/* False with *ERROR: not an advisory by the schema. Malformed versions become notes, and are taken so that nothing is missed: a
   malformed `introduced` as the first version, a malformed end as no end. */
bool osv_read(const struct yaml *root, struct osv *osv, struct error *error);

#endif
