#ifndef SCIBIDS_AUDIT_ADVISORY_MATCH_H
#define SCIBIDS_AUDIT_ADVISORY_MATCH_H

#include "apk/index.h"
#include "audit/advisory.h"
#include "audit/cvss.h"
#include "inventory/inventory.h"

/* Which of the compiled advisories an inventory is affected by. */

enum fix { FIX_UNKNOWN, FIX_NO, FIX_YES };

struct vex_statement;

/* One vulnerability of one package, however many databases and aliases name it. */
struct finding {
	const struct component *component;
	struct str package;   /* what it is found in: a Python package, the interpreter, or an apk's origin */
	struct str members;   /* the apks of that origin, "libcrypto3 libssl3"; else n 0 */
	struct str id;        /* the CVE if there is one */
	struct str_list ids;  /* all names of it, sorted; the id too */
	struct str vector;    /* CVSS; n 0: no database has one */
	int score;            /* in tenths; -1: not known */
	bool rated;           /* the rating is known, by the score or because the database says so */
	enum cvss_rating rating;
	struct str fixed;     /* the first version that has it no more; n 0: not known */
	struct str summary;
	struct str via;       /* how the package came to be there; n 0: not known */
	enum fix fix;         /* can a fix be had now? */
	struct str fix_why;   /* "openssl 3.3.2-r1 is in the index", "celery 5.0 requires kombu<5" */
	const struct vex_statement *vex; /* the statement that says it is no problem here; NULL: none */
};

struct audit {
	const struct advisories *advisories;
	struct inventory *inventory; /* gets what cannot be judged by this data */
	const struct apkindex *index; /* of the branch; NULL: none was given */
	const struct inventory *upgraded; /* what an upgrade would give; NULL: not known */
	struct finding *findings; /* the worst first; those without a severity last */
	size_t count, capacity;
	bool data_missing; /* there are no advisories of a kind of package, or of a branch, that the inventory has */
};

/* Fills the findings. */
void audit_match(struct audit *audit);

/* For advisory_match.c: sets fix and fix_why. */
void finding_fix(const struct audit *audit, struct finding *finding);

/* For the same: joins findings FROM to count that are of one vulnerability: they have a CVE in common, or where one has
   none, any name. */
void audit_join(struct audit *audit, size_t from);

/* Whether the finding counts at the level: by its rating, or because nothing says that it is lower. */
bool finding_counts(const struct finding *finding, enum cvss_rating level);

/* "high 7.5", "high", "unknown". */
struct str finding_severity(const struct finding *finding);

#endif
