#ifndef SCIBIDS_AUDIT_REPORT_H
#define SCIBIDS_AUDIT_REPORT_H

#include "audit/vex.h"

/* An audit as a table for people, and as JSON, whose keys are a contract. */
struct report {
	const struct audit *audit;
	const struct vex *vex;
	enum cvss_rating level;
};

struct str report_table(const struct report *report);
struct str report_json(const struct report *report);

#endif
