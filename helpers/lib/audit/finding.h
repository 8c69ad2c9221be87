#ifndef SCIBIDS_AUDIT_FINDING_H
#define SCIBIDS_AUDIT_FINDING_H

#include "apk/index.h"
#include "audit/advisory.h"
#include "audit/cvss.h"
#include "inventory/inventory.h"

/* Which compiled advisories affect an inventory. */

enum fix { FIX_UNKNOWN, FIX_NO, FIX_YES };

struct vex_statement;

/* One vulnerability of one package, however many databases and aliases name it. */
struct finding {
	const struct component *component;
	struct str package;   /* where it is found: a Python package, the interpreter, or an apk's origin */
	struct str members;   /* the apks of that origin, "libcrypto3 libssl3"; else n 0 */
	struct str id;        /* the CVE if there is one */
	struct str_list ids;  /* all its names, sorted, the id included */
	struct str vector;    /* CVSS; n 0: no database has one */
	int score;            /* in tenths; -1: unknown */
	bool rated;           /* the rating is known, from the score or from the database itself */
	enum cvss_rating rating;
	struct str fixed;     /* the first version without it; n 0: unknown */
	struct str summary;
	struct str via;       /* why the package is there; n 0: unknown */
	enum fix fix;         /* can a fix be had now? */
	struct str fix_why;   /* "openssl 3.3.2-r1 is in the index", "celery 5.0 requires kombu<5" */
	const struct vex_statement *vex; /* the statement that it does no harm here, or NULL */
};

struct audit {
	const struct advisories *advisories;
	struct inventory *inventory; /* also receives what this data cannot judge */
	const struct apkindex *index; /* of the branch, or NULL */
	const struct inventory *upgraded; /* the result of an upgrade; NULL: unknown */
	struct finding *findings; /* worst first, unrated last */
	size_t count, capacity;
	struct str missing; /* what the advisories do not cover, the first case of it, and why; n 0: nothing */
};

/* Whether the finding counts at the level, by its rating or because it has none. */
bool finding_counts(const struct finding *finding, enum cvss_rating level);

/* "high 7.5", "high", "unknown". */
struct str finding_severity(const struct finding *finding);

#endif
