#ifndef SCIBIDS_REQUIREMENTS_INPUTS_H
#define SCIBIDS_REQUIREMENTS_INPUTS_H

#include "requirements/model.h"

/* The files that requirements were made from, by path, with the hash of what they held. */

/* PATH, relative to DIRECTORY (NULL: the current one), as it is opened. */
char *requirements_path(const char *directory, struct str path);

bool requirements_has_input(const struct requirements *out, struct str path);

/* SUM is the SHA-256 of the file's content. False with errno: more files than the limit. */
bool requirements_note_input(struct requirements *out, struct str path, struct str sum);

/* Adds the file at PATH, relative to DIRECTORY, to the inputs, once. False with errno set when it cannot be read. */
bool requirements_add_input(struct requirements *requirements, const char *directory, struct str path);

#endif
