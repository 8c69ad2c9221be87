#ifndef SCIBIDS_AUDIT_VEX_H
#define SCIBIDS_AUDIT_VEX_H

#include "audit/finding.h"
#include "base/error.h"

/* Statements that a vulnerability is no problem here (Vulnerability Exploitability eXchange), in two forms:

   scibids.vex.yaml of a project:

     statements:
       - vulnerability: CVE-2024-45230       any of its names
         package: django                     without it: whatever the package
         status: not_affected                or fixed; under_investigation and affected change nothing
         justification: vulnerable_code_not_in_execute_path
         reason: urlize() never gets input from outside
         expires: 2027-01-31                 the last day on which it holds

   with a reason and a date on each; and OpenVEX documents (github.com/openvex/spec, 0.2.0), whose statements have no
   date of expiry. Of several statements on one finding the last one that holds counts. */

enum vex_status { VEX_NOT_AFFECTED, VEX_AFFECTED, VEX_FIXED, VEX_UNDER_INVESTIGATION };

struct vex_package {
	struct str type;    /* "pypi", "apk"; n 0: any */
	struct str name;    /* normalised where it is of PyPI or of any type */
	struct str version; /* n 0: any */
};

struct vex_statement {
	const char *file;
	int line;
	struct str_list names; /* of the vulnerability */
	struct vex_package *packages; /* none: all */
	size_t package_count, package_capacity;
	enum vex_status status;
	struct str justification, reason; /* n 0: not given */
	struct str expires;               /* "2027-01-31"; n 0: never */
	bool expired;
	bool matched; /* there is such a finding */
};

struct vex {
	struct vex_statement *items;
	size_t count, capacity;
};

/* Adds the statements of a document of either form. False with *ERROR. */
bool vex_read(struct str content, const char *file, struct vex *vex, struct error *error);

/* Sets the findings' statements, and which statements are matched; those that expired before TODAY ("2026-01-31") do not count. */
void vex_apply(struct vex *vex, struct audit *audit, struct str today);

struct str vex_status_name(enum vex_status status);

/* "expired after 2026-01-31", "it matches no finding"; n 0: the statement holds. */
struct str vex_complaint(const struct vex_statement *statement);

/* All findings as an OpenVEX document of the moment NOW (RFC 3339): affected, or what a statement says. */
struct str vex_text(const struct audit *audit, struct str now);

#endif
