#ifndef SCIBIDS_APK_SOLVE_H
#define SCIBIDS_APK_SOLVE_H

#include "apk/state.h"

/* Internal to apk/: chooses packages by the rules in closure.h. */

/* Decides every name that is demanded, and what install_if adds. */
void solver_solve(struct solver *s, const struct needs *asked);

/* Does the choice CHOSEN (NULL: nothing) satisfy NEED? */
bool solver_matches(const struct solver *s, const struct need *need, const struct candidate *chosen);

#endif
