#ifndef SCIBIDS_AUDIT_CVSS_H
#define SCIBIDS_AUDIT_CVSS_H

#include "base/str.h"

/* Scores of CVSS vectors, by the specifications of FIRST: 2.0 ("CVSS v2 Complete Documentation", 3.2.1), 3.0
   and 3.1 ("Specification Document", 7.1; "Roundup" of 3.1 in its appendix A), 4.0 ("Specification Document", 8). Versions 2
   and 3: the base score. Version 4 has one score, which covers the threat and environment metrics given. */

enum cvss_rating { CVSS_NONE, CVSS_LOW, CVSS_MEDIUM, CVSS_HIGH, CVSS_CRITICAL };

struct cvss {
	int version; /* 20, 30, 31 or 40 */
	int score;   /* in tenths: 0 to 100 */
	enum cvss_rating rating; /* version 2 has no critical */
};

/* False: not a vector of these versions: an unknown metric or value, a repeated metric, or a missing base metric. */
bool cvss_parse(struct str vector, struct cvss *cvss);

/* "none" to "critical". */
struct str cvss_rating_name(enum cvss_rating rating);

/* Parses such a name in any case, and "moderate". False: any other word. */
bool cvss_rating_parse(struct str s, enum cvss_rating *rating);

#endif
