#ifndef SCIBIDS_APK_PROBLEMS_H
#define SCIBIDS_APK_PROBLEMS_H

#include "apk/state.h"

/* Internal to apk/: adds one line to the solver's problems. */

/* No provider can be chosen for the demanded NAME; BEST is excluded, or NULL. */
void solver_explain(struct solver *s, const struct name_state *name, const struct candidate *best);

/* The chosen packages A and B both provide NAME. */
void solver_clash(struct solver *s, const struct name_state *name, const struct apk *a, const struct apk *b);

/* What was chosen does not satisfy NEED of BY (NULL: of the words asked for). */
void solver_unmet(struct solver *s, const struct need *need, const struct apk *by);

#endif
