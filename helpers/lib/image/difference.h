#ifndef SCIBIDS_IMAGE_DIFFERENCE_H
#define SCIBIDS_IMAGE_DIFFERENCE_H

#include "base/str.h"

/* One difference: a file's path, or the path to a value of a configuration, and how it differs. Both are printable. */
struct image_difference {
	struct str where, what;
};

struct image_differences {
	struct image_difference *items; /* up to a limit */
	size_t shown, capacity;
	size_t count; /* of all, shown or not */
	struct image_difference first; /* a file's, if any, rather than that of a directory above it */
	bool of_file;
};

#endif
