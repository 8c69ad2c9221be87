#ifndef SCIBIDS_LOCK_JOINT_H
#define SCIBIDS_LOCK_JOINT_H

#include "lock/lock.h"

/* The locks of several platforms in one text. Its head is a lock of all that they have alike; `platforms`, the last entry, has for each,
   in the order of SCIBIDS_PLATFORM, a lock of what it has besides or otherwise:

     lock-version: 4
     packages: {numpy: {version, source, requires: [...], ...}}
     platforms:
       linux/amd64: {packages: {numpy: {artifact, hash, size}}}
       linux/arm64: {packages: {numpy: {artifact, hash, size}}}

   Both together are the platform's lock. No fact stands in both; a list is one fact. */

/* The platforms of a lock, joint or not, in its order. */
bool lock_platforms(struct str content, struct str_list *platforms, struct error *error);

/* Reads the part of a lock, joint or not, that is for PLATFORM, which it must have. */
bool lock_parse_platform(struct str content, struct str platform, struct lock *lock, struct error *error);

/* The joint lock of at least two, as text. False with *ERROR if that, read again, does not give the locks back. */
bool lock_checked_joint_text(const struct lock *locks, size_t count, struct str *text, struct error *error);

/* A line for each package that is not the same version for all platforms: which it is where, and why, as far as the locks say. */
void lock_partings(const struct lock *locks, size_t count, struct str_list *lines);

#endif
