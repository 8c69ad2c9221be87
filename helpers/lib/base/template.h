#ifndef SCIBIDS_TEMPLATE_H
#define SCIBIDS_TEMPLATE_H

#include "base/str.h"

/* Replaces each @name@ in a text, its name of [a-z_]+, by a value. */

struct template_value {
	const char *name;
	struct str value;
};

/* Appends TEXT to OUT with its placeholders replaced. A line of nothing but placeholders with empty values is omitted. False with *LINE
   (1-based) and *WHAT, in the arena, at a placeholder without a value. */
bool template_fill(struct text *out, struct str text, const struct template_value *values, size_t count, int *line,
                   struct str *what);

#endif
