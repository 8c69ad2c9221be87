#ifndef SCIBIDS_AUDIT_CVSS_VECTOR_H
#define SCIBIDS_AUDIT_CVSS_VECTOR_H

#include "base/str.h"

/* Internal to audit/: the grammar of CVSS vectors, versions 2.0 to 4.0. */

/* The version (20, 30, 31, 40) of a valid vector, 0 for any other text. METRICS is set to the vector without prefix or parentheses. */
int cvss_vector_parse(struct str vector, struct str *metrics);

/* The value of the metric NAME in "NAME:VALUE/...", p NULL if it is missing. */
struct str cvss_metric(struct str metrics, const char *name);

/* The score in tenths of the metrics of a valid vector of version 4.0. */
int cvss4_score(struct str metrics);

#endif
