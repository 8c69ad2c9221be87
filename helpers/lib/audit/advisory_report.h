#ifndef SCIBIDS_AUDIT_ADVISORY_REPORT_H
#define SCIBIDS_AUDIT_ADVISORY_REPORT_H

#include "audit/vex.h"

/* An audit for people, and as JSON of our own (its keys are the contract). */
struct report {
	const struct audit *audit;
	const struct vex *vex;
	enum cvss_rating level;
};

struct str report_table(const struct report *report);
struct str report_json(const struct report *report);

/* "3 known, 2 at high or above, 1 not affected by a statement, 4 not judged": never without what was not judged. */
struct str report_summary(const struct report *report);

#endif
