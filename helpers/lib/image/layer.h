#ifndef SCIBIDS_IMAGE_LAYER_H
#define SCIBIDS_IMAGE_LAYER_H

#include "context/tree.h"

/* A layer of an image: a tar of files below one directory, compressed by gzip or zstd (image-spec, layer.md). Owner and group are root,
   all times IMAGE_LAYER_TIME, paths in walk order. The tar is byte for byte what BuildKit makes of the same files. The compressed bytes
   differ from BuildKit's, and depend on zlib or libzstd only. */

#define IMAGE_LAYER_TIME UINT64_C(315532800) /* 1980-01-01, as the app's stage sets it */

struct image_layer {
	struct str diff_id; /* of the tar: 64 hexadecimal digits */
	struct str digest;  /* of the compressed tar */
	uint64_t size;      /* of the compressed tar, bytes */
	uint64_t unpacked;  /* bytes in a file system with blocks of IMAGE_LAYER_BLOCK bytes */
};

#define IMAGE_LAYER_BYTES_LIMIT (UINT64_C(4) << 30) /* of its files: a ustar header can state less than 8 GB */

enum { IMAGE_LAYER_BLOCK = 4096 };

/* Can this libarchive compress so? COMPRESSION: "gzip" or "zstd". */
bool image_layer_compresses(struct str compression);

/* False with *WHY ("the app holds 'x', ...") if a layer cannot hold something in TREE, or the builder would refuse it. */
bool image_layer_can(const struct tree *tree, struct str *why);

/* Writes TREE, walked and with its modes, as a layer to FD, below DIRECTORY. Updates the entries' content digests, so that tree_hash()
   covers what was written. False with a line in *ERROR. */
bool image_layer_write(struct tree *tree, struct str directory, struct str compression, int fd, struct image_layer *layer,
                       struct str *error);

#endif
