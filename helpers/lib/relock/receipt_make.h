#ifndef SCIBIDS_RELOCK_RECEIPT_MAKE_H
#define SCIBIDS_RELOCK_RECEIPT_MAKE_H

#include "lock/lock.h"

/* What a proven image says about the package NAME: its lock, NEEDED as scibids-needed printed it, and PROGRESS as
   scibids-progress summed the build up. NULL, or why it proves nothing, in the arena. */
const char *receipt_make(const struct lock *lock, struct str name, struct str needed, const struct yaml *progress,
                         struct receipt *receipt);

#endif
