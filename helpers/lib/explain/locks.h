#ifndef SCIBIDS_EXPLAIN_LOCKS_H
#define SCIBIDS_EXPLAIN_LOCKS_H

#include "audit/advisory.h"
#include "lock/lock.h"

/* What differs between two locks, in words. */

struct explain_lock {
	struct str text;    /* the file */
	struct lock lock;   /* as lock_parse() read it */
};

/* Markdown, fit for the text of a pull request: Python packages and apks added, moved and removed, changes of source builds, of the
   base, and of inputs. With ADVISORIES (or NULL), also which known vulnerabilities are fixed or added. In the arena. */
struct str explain_locks(const struct explain_lock *from, const struct explain_lock *to, const struct advisories *advisories);

#endif
