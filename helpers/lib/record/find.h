#ifndef SCIBIDS_RECORD_FIND_H
#define SCIBIDS_RECORD_FIND_H

#include "record/record.h"

/* The needs of VERSION (PEP 440; p NULL: unknown, so that no variant with "versions" fits) on the Alpine release ALPINE
   ("3.20"; "edge" is newer than all). VARIANT, unless NULL, gets the one that was chosen or NULL. False when VERSION or
   ALPINE is not one. */
bool record_resolve(const struct record *record, struct str version, struct str alpine, struct record_needs *needs,
                    const struct record_variant **variant);

/* Reads NAME.yaml from the first of DIRS that has it, NAME in any spelling, and resolves it. *PATH is the file, NULL
   when no directory has one (NEEDS is then all empty, and true is returned). */
bool record_for(const struct str_list *dirs, struct str name, struct str version, struct str alpine,
                struct record_needs *needs, const char **path, struct error *error);

#endif
