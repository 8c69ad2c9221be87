#ifndef SCIBIDS_INVENTORY_CSV_H
#define SCIBIDS_INVENTORY_CSV_H

#include "base/str.h"

/* Cuts the next field off a line of CSV (RFC 4180), such as one of RECORD, and returns it unquoted. line->p is NULL after the last. */
struct str csv_field(struct str *line);

#endif
