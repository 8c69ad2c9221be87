#ifndef SCIBIDS_KIT_VERB_H
#define SCIBIDS_KIT_VERB_H

#include "base/str.h"

/* What the verbs of scibids-kit do; each ends the process on errors and returns an exit status. */

enum { MANIFEST_LIMIT = 64 * 1024 * 1024 };

void kit_index(const struct str_list *indexes, char **arguments); /* MIRROR BRANCH ARCH */
int kit_manifest(char **arguments);                               /* KIT */
int kit_verify(char **arguments);                                 /* KIT */
int kit_carry(char **arguments);                                  /* KIT NEW */
int kit_swap(char **arguments);                                   /* NEW KIT */
int kit_list(char **arguments);                                   /* LOCK */
int kit_check(char **arguments);                                  /* KIT LOCK */

#endif
