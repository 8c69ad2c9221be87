#ifndef SCIBIDS_IMAGE_DIFF_H
#define SCIBIDS_IMAGE_DIFF_H

#include "image/content.h"

/* What differs between two images, layer by layer, file by file, and in their configurations. All memory is the arena's. */

enum image_verdict {
	LAYER_SAME,         /* byte by byte, as they are stored */
	LAYER_RECOMPRESSED, /* the same tar, compressed otherwise */
	LAYER_REPACKED,     /* the same files in another tar */
	LAYER_DIFFERS,
	LAYER_ONLY_A,
	LAYER_ONLY_B
};

/* One thing that differs: a file's path, or of a configuration the way to a value, and in which ways. Both are fit to be printed. */
struct image_difference {
	struct str where, what;
};

struct image_differences {
	struct image_difference *items; /* the first, up to a limit */
	size_t shown, capacity;
	size_t count; /* of all */
	struct image_difference first; /* of a file, where there is one, rather than of the directories that lead to it */
	bool of_file;
};

struct image_layer_diff {
	enum image_verdict verdict;
	size_t files;   /* entries of A's layer, or B's where A has none */
	uint64_t bytes; /* of its tar, unpacked */
	struct image_differences differences; /* by path; of a layer that only one has, the files in it */
};

struct image_diff {
	struct image_layer_diff *layers; /* the lowest first, as many as the larger image has */
	size_t layer_count;
	struct image_differences config;   /* without the layers' digests */
	struct image_differences manifest; /* likewise; compared only if all else is the same byte by byte */
};

/* NAMES call the two, as in "only in NAME"; at most LIMIT differences of each kind are told. */
struct image_diff image_diff(const struct image_content *a, const struct image_content *b, const struct str names[2], size_t limit);

#endif
