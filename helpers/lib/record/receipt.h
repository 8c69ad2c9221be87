#ifndef SCIBIDS_RECORD_RECEIPT_H
#define SCIBIDS_RECORD_RECEIPT_H

#include "base/str.h"
#include "base/yaml.h"
#include "lock/lock.h"
#include "record/record.h"

/* Receipts in package records: see record.h. */

/* Reads "receipts" or "unproven" of a record whose map is ROOT. NULL, or what is wrong at *LINE, in the arena. */
const char *receipts_read(const struct yaml *root, struct record *record, int *line);

/* What a proven image says about the package NAME: its lock, NEEDED as scibids-needed printed it, and PROGRESS as
   scibids-progress summed the build up. NULL, or why it proves nothing, in the arena. */
const char *receipt_make(const struct lock *lock, struct str name, struct str needed, const struct yaml *progress,
                         struct receipt *receipt);

/* The record CONTENT, which is RECORD, with RECEIPT added; one for the same release, architecture and Python X.Y goes.
   What stands above the receipts stays as it is. */
struct str receipt_add(struct str content, const struct record *record, const struct receipt *receipt);

/* The same with the reason why there is no receipt; as it is where there are some. */
struct str receipt_add_reason(struct str content, const struct record *record, struct str unproven);

#endif
