#ifndef SCIBIDS_WHY_PACKAGE_H
#define SCIBIDS_WHY_PACKAGE_H

#include "base/yaml.h"
#include "lock/lock.h"
#include "why/table.h"

/* Why a lock has a package as it has it. */

struct why_facts {
	const struct lock *lock;
	struct str needed;                /* what scibids-needed printed; n 0: not at hand */
	bool looked;                      /* for a record */
	const char *record;               /* the file; NULL: there is none */
	const struct why_table *table;    /* which module is which project's; may be empty */
	const struct record_needs *needs; /* what it says for this version */
	const struct receipt *receipt;    /* the record's last; NULL: it has none */
	double seconds;                   /* of the build; 0: not known */
	struct str seconds_from;          /* the file that says so */
};

/* About ten lines on PACKAGE, which is in the lock. */
struct str why_package_text(const struct why_facts *facts, const struct lock_package *package);

/* The seconds that the stage of PACKAGE took, by a summary that scibids-progress wrote; 0: it did not run then. */
double why_stage_seconds(const struct yaml *summary, struct str package);

#endif
