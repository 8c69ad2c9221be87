#ifndef SCIBIDS_REPORT_TREEMAP_H
#define SCIBIDS_REPORT_TREEMAP_H

#include <stddef.h>
#include <stdint.h>

/* Rectangles whose areas are as their weights, as near to squares as can be ("Squarified Treemaps", Bruls, Huizing, van Wijk, 2000). */

struct treemap_box {
	double x, y, width, height;
};

/* Fills BOXES inside of WITHIN with COUNT boxes; WEIGHTS, none of them 0, fall. */
void treemap(const uint64_t *weights, size_t count, struct treemap_box within, struct treemap_box *boxes);

#endif
