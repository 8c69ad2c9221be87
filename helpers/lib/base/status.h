#ifndef SCIBIDS_STATUS_H
#define SCIBIDS_STATUS_H

/* How a program ends. */
enum status { DONE = 0, FINDINGS = 1, BAD = 2, STALE = 3 };

/* The name that its diagnostics begin with; programs set it first. */
extern const char *program_name;

#endif
