#ifndef SCIBIDS_AUDIT_AUDIT_H
#define SCIBIDS_AUDIT_AUDIT_H

#include "audit/finding.h"

/* Fills the findings, each with the reason why its package is there and whether a fix can be had. */
void audit_run(struct audit *audit);

#endif
