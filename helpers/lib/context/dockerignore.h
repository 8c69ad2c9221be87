#ifndef SCIBIDS_CONTEXT_DOCKERIGNORE_H
#define SCIBIDS_CONTEXT_DOCKERIGNORE_H

#include "base/error.h"

/* Which files a .dockerignore keeps out of a build, as BuildKit's client decides it: lines are read as moby/patternmatcher's
   ignorefile reads them, paths matched as by its MatchesUsingParentResults, directories entered as by fsutil's filter. The last
   rule that matches a path or one of its parents decides.
   Stricter than BuildKit: a pattern is refused when it is read, not when a path first reaches it; so is one that means something
   else there than it says (ignore_pattern.h). Not thread-safe. */

struct dockerignore;

/* No rules: nothing is excluded. */
struct dockerignore *dockerignore_new(void);

/* Appends the rules of TEXT, the content of one file; copies what it needs. False with ERROR->line and ERROR->what. */
bool dockerignore_add(struct dockerignore *rules, struct str text, struct error *error);

/* Bytes that dockerignore_excludes() needs for one directory's results. */
size_t dockerignore_memory(const struct dockerignore *rules);

/* PATH is relative, with "/" between names. PARENT holds the results of the directory that PATH is in, NULL at the top; those of
   PATH are written to OWN. */
bool dockerignore_excludes(struct dockerignore *rules, struct str path, const unsigned char *parent, unsigned char *own);

/* Can an exception include something inside the excluded directory PATH? */
bool dockerignore_enters(const struct dockerignore *rules, struct str path);

#endif
