#ifndef SCIBIDS_IMAGE_DIFF_H
#define SCIBIDS_IMAGE_DIFF_H

#include "image/content.h"
#include "image/difference.h"

/* What differs between two images, layer by layer, file by file, and in their configurations. All memory is the arena's. */

enum image_verdict {
	LAYER_SAME,         /* byte for byte, as stored */
	LAYER_RECOMPRESSED, /* the same tar, compressed differently */
	LAYER_REPACKED,     /* the same files in a different tar */
	LAYER_DIFFERS,
	LAYER_ONLY_A,
	LAYER_ONLY_B
};

struct image_layer_diff {
	enum image_verdict verdict;
	size_t files;   /* entries of A's layer, or B's where A has none */
	uint64_t bytes; /* of its tar, unpacked */
	struct image_differences differences; /* by path; the files of a layer that only one image has */
};

struct image_diff {
	struct image_layer_diff *layers; /* lowest first, as many as the larger image has */
	size_t layer_count;
	struct image_differences config;   /* without the layers' digests */
	struct image_differences manifest; /* compared only if all else is byte for byte the same */
};

/* NAMES are used in texts such as "only in NAME"; at most LIMIT differences of each kind are listed. */
struct image_diff image_diff(const struct image_content *a, const struct image_content *b, const struct str names[2], size_t limit);

#endif
