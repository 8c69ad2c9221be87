#ifndef SCIBIDS_IMAGE_IMAGE_H
#define SCIBIDS_IMAGE_IMAGE_H

#include "image/fs.h"

struct yaml;

/* An image that was read from a tar; see tar.h. */

/* A layer of a watched image. */
struct image_tar_layer {
	unsigned number;         /* in the order of reading */
	struct str blob, diff;   /* SHA-256 of its bytes in the tar, and of its unpacked tar (image-spec's DiffID) */
	uint64_t bytes, unpacked; /* sizes of the same two */
};

struct image {
	struct fs fs; /* settled */
	struct str name; /* "app:latest"; n 0: not stated */
	size_t unnamed; /* files left out because their name is not UTF-8 */
	/* Of a watched image: */
	struct image_tar_layer *layers; /* lowest first; a layer may occur twice. Of an image that is not watched they have numbers only */
	size_t layer_count;
	const struct yaml *config, *manifest; /* NULL: the tar has none */
};

#define IMAGE_UNPACKED_LIMIT ((int64_t)64 * 1024 * 1024 * 1024)
enum { IMAGE_LAYERS_LIMIT = 1000, IMAGE_JSON_LIMIT = 8 * 1024 * 1024 };

#endif
