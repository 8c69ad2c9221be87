#ifndef SCIBIDS_RELOCK_MAKE_H
#define SCIBIDS_RELOCK_MAKE_H

#include "apk/index.h"
#include "lock/lock.h"
#include "lock/settings.h"
#include "relock/resolution.h"

/* Makes a lock step by step: the base, the packages, their runtime apks. On failure, a step adds a line to PROBLEMS for everything that is
   wrong and returns false. */

/* FACTS is what the base image states about itself (facts.yaml): {python, alpine, platform, arch (Alpine's name), time}. */
bool lock_make_start(struct lock *lock, const struct settings *settings, struct str facts, const struct lock *old,
                     struct str_list *problems);

/* The toolbox's apks, with the branch's current versions. VCS: the requirements need git. */
bool lock_make_toolbox(struct lock *lock, const struct settings *settings, const struct apkindex *index, bool vcs,
                       struct str_list *problems);

/* The resolved packages, joined with their records, without groups. If the artifact is the same as in OLD (or NULL), its build time stays,
   so that its stage and layer do, too. */
bool lock_make_packages(struct lock *lock, const struct resolution *resolution, const struct lock *old,
                        const struct str_list *record_dirs, const struct apkindex *index, struct str_list *problems);

/* Adds to LINES what the source builds of LOCK that OLD (or NULL) does not have will cost, as far as a record knows. */
void lock_add_prices(const struct lock *lock, const struct lock *old, const struct str_list *record_dirs, struct str_list *lines);

/* The runtime apks: what apk would add for all that NEEDED (scibids-needed's output), the settings and the records ask for. */
bool lock_make_runtime(struct lock *lock, struct str needed, struct apkindex *index, const struct settings *settings,
                       struct str_list *problems);

/* Notes which of APKS depend on APK: the reason why an apk is there that nothing of ours asks for. */
void lock_add_dependents(struct lock_apk *pin, const struct apk *apk, const struct apk *const *apks, size_t count);

/* Takes over the runtime apks of OLD (or NULL) if they must be the same: compiled files, records and settings have not changed, and INDEX
   still has these versions. False: find them again. */
bool lock_keep_runtime(struct lock *lock, const struct lock *old, const struct apkindex *index);

/* Apks that every root file system has. */
extern const char *const lock_rootfs_apks[];
extern const size_t lock_rootfs_apk_count;
/* Also, if the branch has it: the time zones, for zoneinfo and TZ. */
extern const char *const lock_rootfs_wish;

/* For each line "... scibids: untrim NAME: REASON" in the LOG of a build, marks the package as untrimmed, with the reason. Sets NAMES to those
   that were not marked before. */
void lock_untrim(struct lock *lock, struct str log, struct str_list *names);

#endif
