#ifndef SCIBIDS_LOCK_ALLOCATOR_H
#define SCIBIDS_LOCK_ALLOCATOR_H

#include "lock/lock.h"
#include "lock/settings.h"

/* The allocators that SCIBIDS_MALLOC can put in place of musl's. They are preloaded, not linked to the interpreter: that reaches every
   program of the image, leaves the interpreter as it is, and can be switched off when a container is started. */

struct allocator {
	const char *name;    /* the setting's value */
	const char *apk;     /* NULL: musl's own */
	const char *library; /* what is preloaded, as the apk names it */
};

/* NULL with *WHY if SCIBIDS_MALLOC is none of them. */
const struct allocator *allocator_find(const struct settings *settings, struct str *why);

/* What to say where the branch has no apk of it; n 0 where all is well. */
struct str allocator_missing(const struct settings *settings, const struct lock *lock);

/* The library that the image preloads; n 0 where the setting or the branch has none. */
struct str allocator_preload(const struct settings *settings, const struct lock *lock);

#endif
