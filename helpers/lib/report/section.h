#ifndef SCIBIDS_REPORT_SECTION_H
#define SCIBIDS_REPORT_SECTION_H

#include "report/report.h"

/* Internal to report/: the sections of the page, as HTML; n 0: there is nothing to say. */

struct str report_map_section(const struct report *report);
struct str report_layers_section(const struct report *report);
struct str report_packages_section(const struct report *report);
struct str report_apks_section(const struct report *report);
struct str report_cuts_section(const struct report *report);
struct str report_cuts_map_section(const struct report *report);
struct str report_audit_section(const struct report *report);
struct str report_changes_section(const struct report *report);
struct str report_times_section(const struct report *report);

/* The times of the build NAME; NULL: not known. */
const struct yaml *report_times(const struct report *report, struct str name);

/* The lines of scibids-trim, summed by rule and package. */
struct report_cuts report_cuts_read(struct str lines);

#endif
