#ifndef SCIBIDS_CONTEXT_DOCKERIGNORE_H
#define SCIBIDS_CONTEXT_DOCKERIGNORE_H

#include "base/error.h"

/* What a .dockerignore keeps out of a build, decided as BuildKit's client decides it: lines are read as by moby/patternmatcher's
   ignorefile, matched as by its MatchesUsingParentResults, and directories walked as by fsutil's filter. The order of rules
   counts; the last one that matches a path or one of its parents decides.
   Differs: a pattern that BuildKit would refuse when it first tries it is refused when it is read. Not thread-safe. */

struct dockerignore;

/* No rules: nothing is excluded. */
struct dockerignore *dockerignore_new(void);

/* Adds the rules of TEXT, one file's content, behind those that are there. TEXT need not stay. */
bool dockerignore_add(struct dockerignore *rules, struct str text, struct error *error);

/* Bytes that dockerignore_excludes() needs to remember a directory. */
size_t dockerignore_memory(const struct dockerignore *rules);

/* PATH is relative, with "/" between names. PARENT is what was remembered of the directory it is in, NULL at the top; OWN takes
   what is to be remembered of PATH. */
bool dockerignore_excludes(struct dockerignore *rules, struct str path, const unsigned char *parent, unsigned char *own);

/* Something in the excluded directory PATH may be included again. */
bool dockerignore_enters(const struct dockerignore *rules, struct str path);

#endif
