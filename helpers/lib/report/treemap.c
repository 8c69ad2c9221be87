#include "base/base.h"

#include "report/treemap.h"

static double
larger(double a, double b)
{
	return a > b ? a : b;
}

/* The worst ratio of sides in a row of boxes of AREA in all, from LEAST to MOST each, along a side of LENGTH. */
static double
worst(double area, double least, double most, double length)
{
	double square = length * length / (area * area);
	return larger(square * most, 1 / (square * least));
}

/* The boxes from FIRST to before END along the shorter side of *LEFT, which gets smaller. */
static void
lay_row(const uint64_t *weights, size_t first, size_t end, double scale, double area, struct treemap_box *left, struct treemap_box *boxes)
{
	bool upright = left->width >= left->height; /* the row stands at the left */
	double length = upright ? left->height : left->width, depth = length > 0 ? area / length : 0, at = 0;
	for (size_t i = first; i < end; i++) {
		double side = depth > 0 ? (double)weights[i] * scale / depth : 0;
		boxes[i] = upright ? (struct treemap_box){ left->x, left->y + at, depth, side } : (struct treemap_box){ left->x + at, left->y, side, depth };
		at += side;
	}
	if (upright) {
		left->x += depth;
		left->width = larger(left->width - depth, 0);
	} else {
		left->y += depth;
		left->height = larger(left->height - depth, 0);
	}
}

void
treemap(const uint64_t *weights, size_t count, struct treemap_box within, struct treemap_box *boxes)
{
	double all = 0;
	for (size_t i = 0; i < count; i++)
		all += (double)weights[i];
	double scale = all > 0 ? within.width * within.height / all : 0;
	for (size_t i = 0, end; i < count; i = end) {
		double length = within.width < within.height ? within.width : within.height;
		double most = (double)weights[i] * scale, area = most;
		for (end = i + 1; end < count; end++) {
			double next = (double)weights[end] * scale;
			if (worst(area + next, next, most, length) > worst(area, (double)weights[end - 1] * scale, most, length))
				break;
			area += next;
		}
		lay_row(weights, i, end, scale, area, &within, boxes);
	}
}
