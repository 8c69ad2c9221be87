#ifndef SCIBIDS_AUDIT_OSV_RANGE_H
#define SCIBIDS_AUDIT_OSV_RANGE_H

#include "audit/osv.h"

/* For osv.c: reads `ranges` and `versions` of an affected entry. A range's events are put in the order of their versions
   and become intervals; ranges of type GIT are of commits, which nothing installed names. */
bool osv_read_ranges(const struct yaml *entry, struct osv_affected *affected, struct str_list *notes, struct osv_error *error);

#endif
