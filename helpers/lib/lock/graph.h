#ifndef SCIBIDS_LOCK_GRAPH_H
#define SCIBIDS_LOCK_GRAPH_H

#include "lock/lock.h"

/* What requires what in a lock. */

/* A dependency specifier as locks hold it: a normalised name, extras and versions, without marker or URL. */
bool lock_is_requirement(struct str s);

/* Checks that required and constrained name the package itself, and requires other packages of the lock. False with the first that
   does not. */
bool lock_graph_check(const struct lock *lock, const struct lock_package **package, struct str *requirement);

#endif
