#ifndef SCIBIDS_WHY_PACKAGE_H
#define SCIBIDS_WHY_PACKAGE_H

#include "base/yaml.h"
#include "lock/lock.h"
#include "why/table.h"

/* Explains a package's entry in a lock. */

struct why_facts {
	const struct lock *lock;
	struct str needed;                /* the output of scibids-needed; n 0: missing */
	bool looked;                      /* for a record */
	const char *record;               /* its file, or NULL */
	const struct why_table *table;    /* maps modules to projects; may be empty */
	const struct record_needs *needs; /* the record's needs for this version */
	const struct receipt *receipt;    /* the record's latest, or NULL */
	double seconds;                   /* of the build; 0: unknown */
	struct str seconds_from;          /* the source of that figure */
};

/* About ten lines on PACKAGE, which is in the lock. */
struct str why_package_text(const struct why_facts *facts, const struct lock_package *package);

/* The seconds that PACKAGE's stage took, by a summary of scibids-progress; 0: it did not run. */
double why_stage_seconds(const struct yaml *summary, struct str package);

#endif
