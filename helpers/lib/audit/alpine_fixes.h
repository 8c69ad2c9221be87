#ifndef SCIBIDS_AUDIT_ALPINE_FIXES_H
#define SCIBIDS_AUDIT_ALPINE_FIXES_H

#include "audit/advisory.h"

/* The vulnerabilities that Alpine says version WAS of the source package ORIGIN has and version IS has not, by their first
   names, sorted. BRANCH is as Alpine writes it: "v3.20". */
struct str_list alpine_fixes(const struct advisories *advisories, struct str branch, struct str origin, struct str was, struct str is);

#endif
