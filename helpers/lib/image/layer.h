#ifndef SCIBIDS_IMAGE_LAYER_H
#define SCIBIDS_IMAGE_LAYER_H

#include "context/tree.h"

/* A layer of an image: a tar of files below one directory, compressed by gzip or zstd (image-spec, layer.md). Owner and group are root, all
   times IMAGE_LAYER_TIME, paths in walk order. The tar is what BuildKit makes of the same files, byte by byte; the compressed
   bytes differ from BuildKit's, and are the same for the same zlib or libzstd. */

#define IMAGE_LAYER_TIME UINT64_C(315532800) /* 1980-01-01, as the app's stage sets it */

struct image_layer {
	struct str diff_id; /* of the tar: 64 hexadecimal digits */
	struct str digest;  /* of the compressed tar */
	uint64_t size;      /* of the compressed tar, bytes */
	uint64_t unpacked;  /* what a file system takes for it, in blocks of IMAGE_LAYER_BLOCK bytes */
};

#define IMAGE_LAYER_BYTES_LIMIT (UINT64_C(4) << 30) /* of its files: a ustar header can state less than 8 GB */

enum { IMAGE_LAYER_BLOCK = 4096 };

/* Can libarchive compress so here? COMPRESSION: "gzip" or "zstd". */
bool image_layer_compresses(struct str compression);

/* Nothing that a layer cannot hold, or that the builder would refuse; false with *WHY: "the app holds 'x', ...". */
bool image_layer_can(const struct tree *tree, struct str *why);

/* Writes the layer of TREE, walked and with its modes, to FD, all of it below DIRECTORY. Sets the content digests of the entries anew,
   so that tree_hash() is that of what was written. False with one line in *ERROR. */
bool image_layer_write(struct tree *tree, struct str directory, struct str compression, int fd, struct image_layer *layer,
                       struct str *error);

#endif
