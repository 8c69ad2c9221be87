#ifndef SCIBIDS_RELOCK_REPIN_H
#define SCIBIDS_RELOCK_REPIN_H

#include "apk/index.h"
#include "lock/lock.h"

/* Alpine's mirrors keep one version of a package in a branch: when one is fixed, the version that a lock names is gone.
   These move such apks alone, and leave all else of the lock as it is. */

struct apk_move {
	struct str name, from;
	struct str to;     /* what the index has; n 0: it has none of that name */
	struct str origin; /* the source package; n 0: not known */
};

/* Sorted by name. An apk that the lock has at two versions moves twice; FROM equals TO where only the checksum differs. */
struct apk_moves {
	struct apk_move *items;
	size_t count, capacity;
};

/* Which apks move: those whose locked version the index no longer has. */
enum repin {
	REPIN_GONE,  /* these alone */
	REPIN_NAMED, /* and those of a list of names, to the newest version */
	REPIN_ALL    /* and all others, to the newest version */
};

/* Moves apks of the toolbox, of source builds and of the image to what INDEX has, and adds to MOVES what moved. The runtime apks become
   what apk would install now for the needs that the lock names. NAMES counts for REPIN_NAMED. False after adding what is wrong to PROBLEMS,
   a line each; the lock is then not to be used. */
bool lock_repin(struct lock *lock, struct apkindex *index, enum repin which, const struct str_list *names, struct apk_moves *moves,
                struct str_list *problems);

#endif
