#ifndef SCIBIDS_BUILDLOG_LIVE_H
#define SCIBIDS_BUILDLOG_LIVE_H

#include "buildlog/times.h"

/* The stage that has run longest of those that run now; NULL: none. */
const struct buildkit_stage *buildkit_log_oldest(const struct buildkit_log *log, double now);

/* Writes to OUT one line, clean and of at most COLUMNS bytes (and so columns), that says what runs: VERB and the stage FIRST, for how
   long, how long that took before, how far it is, which stages run beside it, and the last line it printed. Returns its length. */
size_t buildkit_live(char *out, size_t columns, const struct buildkit_log *log, const struct buildkit_stage *first, struct str verb,
                     struct buildkit_times *times, double now);

#endif
