#ifndef SCIBIDS_AUDIT_ID_H
#define SCIBIDS_AUDIT_ID_H

#include "base/str.h"

/* The grammars of words in the compiled advisories. */

/* A vulnerability's identifier: letters, digits and ._:-, at least one letter, at most 64 bytes. */
bool is_advisory_id(struct str s);

/* A version, valid or not, that can stand in a field: printable ASCII without blanks and `<`, at most 64 bytes. */
bool is_advisory_version(struct str s);

#endif
