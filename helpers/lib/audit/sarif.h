#ifndef SCIBIDS_AUDIT_SARIF_H
#define SCIBIDS_AUDIT_SARIF_H

#include "audit/vex.h"

/* Findings as a log of the Static Analysis Results Interchange Format, SARIF 2.1.0 (OASIS): a rule for each vulnerability,
   a result for each finding; a finding that a VEX statement covers is suppressed, with its reason; statements that
   expired or match nothing are results of the level note, and what cannot be judged is a notification each. */
struct str sarif_text(const struct audit *audit, const struct vex *vex, const char *version);

#endif
