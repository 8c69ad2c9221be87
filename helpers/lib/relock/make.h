#ifndef SCIBIDS_RELOCK_MAKE_H
#define SCIBIDS_RELOCK_MAKE_H

#include "apk/index.h"
#include "lock/lock.h"
#include "lock/settings.h"
#include "relock/resolution.h"

/* Makes a lock step by step: what the base is, which packages, which apks they need at run time. Each step returns false
   after adding what is wrong to PROBLEMS, a line each, all of them. */

/* What the base image says of itself (facts.yaml): {python, alpine, platform, arch (Alpine's name), time}. */
bool lock_make_start(struct lock *lock, const struct settings *settings, struct str facts, const struct lock *old,
                     struct str_list *problems);

/* The toolbox's apks with the versions that the branch has now. VCS: the requirements need git. */
bool lock_make_toolbox(struct lock *lock, const struct settings *settings, const struct apkindex *index, bool vcs,
                       struct str_list *problems);

/* The resolved packages, joined with their records. A build time of OLD (NULL: none) stays where the artifact is the same,
   so that its stage and layer do too. They have no groups yet. */
bool lock_make_packages(struct lock *lock, const struct resolution *resolution, const struct lock *old,
                        const struct str_list *record_dirs, const struct apkindex *index, struct str_list *problems);

/* The runtime apks: INSTALLED is the database of a root into which apk put what NEEDED (scibids-needed's output) asks for. */
bool lock_make_runtime(struct lock *lock, struct str needed, const struct apkindex *installed,
                       const struct settings *settings, struct str_list *problems);

/* Notes which of APKS depend on APK: the reason why an apk is there that nothing of ours asks for. */
void lock_add_dependents(struct lock_apk *pin, const struct apk *apk, const struct apk *const *apks, size_t count);

/* The runtime apks of OLD (NULL: none), where they must be the same: what is compiled, what records say and the settings are
   as they were, and INDEX has these versions still. False: they are to be found anew. */
bool lock_keep_runtime(struct lock *lock, const struct lock *old, const struct apkindex *index);

/* Apks that the root file system has for its own sake. */
extern const char *const lock_rootfs_apks[];
extern const size_t lock_rootfs_apk_count;
/* And where the branch has it: the time zones, for zoneinfo and TZ. */
extern const char *const lock_rootfs_wish;

/* Hash of what the package's record says, as it is now; n 0 when there is none. False: the record is malformed. */
bool lock_record_hash(const struct lock_package *package, struct str alpine, const struct str_list *record_dirs,
                      struct str *hash, struct str_list *problems);

/* Notes for each package of a line "... scibids: untrim NAME: REASON" in the LOG of a build that nothing is to be taken from
   it, and why. NAMES gets those that were not noted before. */
void lock_untrim(struct lock *lock, struct str log, struct str_list *names);

#endif
