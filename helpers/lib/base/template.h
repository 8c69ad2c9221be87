#ifndef SCIBIDS_TEMPLATE_H
#define SCIBIDS_TEMPLATE_H

#include "base/str.h"

/* A text with @name@ in it, name of [a-z_]+, each to be replaced by a value. */

struct template_value {
	const char *name;
	struct str value;
};

/* Appends TEXT to OUT with its placeholders replaced. A line that is nothing but placeholders with empty values is left
   out. False with *LINE (1-based) and *WHAT in the arena: a placeholder that no value has. */
bool template_fill(struct text *out, struct str text, const struct template_value *values, size_t count, int *line,
                   struct str *what);

#endif
