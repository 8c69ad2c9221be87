#ifndef SCIBIDS_AUDIT_CVSS_H
#define SCIBIDS_AUDIT_CVSS_H

#include "base/str.h"

/* Scores of CVSS vectors, computed by the specifications of FIRST: 2.0 ("CVSS v2 Complete Documentation", 3.2.1), 3.0
   and 3.1 ("Specification Document", 7.1; "Roundup" of 3.1 in its appendix A), 4.0 ("Specification Document", 8). Of
   versions 2 and 3 the base score; version 4 has one score, for the threat and environment metrics that are given. */

enum cvss_rating { CVSS_NONE, CVSS_LOW, CVSS_MEDIUM, CVSS_HIGH, CVSS_CRITICAL };

struct cvss {
	int version; /* 20, 30, 31 or 40 */
	int score;   /* in tenths: 0 to 100 */
	enum cvss_rating rating; /* version 2 has no critical */
};

enum { CVSS_LIMIT = 256 }; /* bytes of a vector */

/* False: not a vector of these versions: another metric or value, one that is there twice, a base metric that is missing. */
bool cvss_parse(struct str vector, struct cvss *cvss);

/* "none" to "critical". */
struct str cvss_rating_name(enum cvss_rating rating);

/* Such a name, in any case; also "moderate". False: another word. */
bool cvss_rating_parse(struct str s, enum cvss_rating *rating);

/* For cvss4.c: the value of the metric NAME in "NAME:VALUE/...", p NULL when it is not there. */
struct str cvss_metric(struct str metrics, const char *name);

/* Of "NAME:VALUE/..." without the prefix CVSS:4.0/, checked by cvss_parse(): in tenths. */
int cvss4_score(struct str metrics);

#endif
