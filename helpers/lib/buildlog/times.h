#ifndef SCIBIDS_BUILDLOG_TIMES_H
#define SCIBIDS_BUILDLOG_TIMES_H

#include "buildlog/log.h"

/* How long stages take. A build's summary keeps that as YAML; seconds since the build began:

     began: "2026-11-29T22:40:12Z"
     total_seconds: 61.3
     stages:
       build-lz4: {seconds: 12.4, cached: false, start: 3.1, end: 15.5}
       rootfs: {seconds: 0.0, cached: true, start: 0.2, end: 0.2, last: 2.2}   last: when it last was not cached, if that is known
     steps:                                             what belongs to no stage, if it took a tenth of a second
       image: {seconds: 1.2, start: 60.0, end: 61.2}
     export_seconds: 1.2
     exported_bytes: 721050                             of an export to files */

struct buildkit_times; /* what is known from earlier builds */

/* PAST: summaries of earlier builds, of which any may be missing or broken. RECORDS: directories of package records, whose receipts
   say how long the stage `build-NAME` took elsewhere. Nothing is read before it is asked for. */
struct buildkit_times *buildkit_times_new(struct str_list past, struct str_list records);

/* Seconds that the stage took last time, else by its package's record (*BY_RECORD); 0: unknown. */
double buildkit_times_of(struct buildkit_times *times, struct str stage, bool *by_record);

/* What a summary has as SECONDS, in tenths. False for anything else. */
bool buildkit_tenths(struct str seconds, uint64_t *tenths);

/* The summary of a build that ended at NOW on the clock of LOG and has begun at BEGUN, which was the time of day DATE (seconds since
   1970). */
struct str buildkit_summary(const struct buildkit_log *log, struct buildkit_times *times, double begun, double now, int64_t date);

#endif
