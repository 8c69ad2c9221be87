#ifndef SCIBIDS_AUDIT_OSV_RANGE_H
#define SCIBIDS_AUDIT_OSV_RANGE_H

#include "base/str.h"
#include "base/yaml.h"

/* Versions that an entry of an OSV advisory says are affected. */

enum osv_ecosystem { OSV_OTHER, OSV_PYPI, OSV_ALPINE, OSV_CPYTHON };

/* The affected versions run from INTRODUCED (n 0: the first of all) to END (n 0: no end): below END if it was `fixed`, up to END
   if it was `last_affected`. */
struct osv_interval {
	struct str introduced, end;
	bool inclusive;
	bool malformed; /* END is not a version of the ecosystem: no version is known to be later */
};

struct osv_affected {
	enum osv_ecosystem ecosystem;
	struct str branch; /* of Alpine: "v3.20", "edge" */
	struct str name;   /* normalised (PyPI), "cpython", or the apk's origin */
	struct osv_interval *intervals;
	size_t count, capacity;
	struct str_list versions; /* affected, too: the listed versions that no interval covers */
	bool vague; /* states commits or nothing, no versions */
};

/* Reads `ranges` and `versions` of ENTRY, whose ecosystem AFFECTED has already. A range's events, sorted by version, become
   intervals. Ranges of type GIT are ignored: nothing installed names a commit. False with *ERROR. */
bool osv_read_ranges(const struct yaml *entry, struct osv_affected *affected, struct str_list *notes, struct error *error);

/* Whether VERSION (PEP 440, or apk's for OSV_ALPINE) is affected. A local part counts only against a version that has one. If it is
   affected, FIXED is the lowest `fixed` above it that no interval covers, or n 0. */
bool osv_affects(const struct osv_affected *affected, struct str version, struct str *fixed);

#endif
