#ifndef SCIBIDS_AUDIT_MATCH_H
#define SCIBIDS_AUDIT_MATCH_H

#include "audit/finding.h"

/* Internal to audit/: the steps of audit_run(). */

/* Adds the findings, in no order and without via, fix and fix_why. */
void audit_match(struct audit *audit);

/* Joins those of the findings from FROM on that are one vulnerability: they share a CVE or, if either has none, any name. */
void audit_join(struct audit *audit, size_t from);

/* Sets fix and fix_why. */
void finding_fix(const struct audit *audit, struct finding *finding);

#endif
