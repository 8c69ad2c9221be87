#ifndef SCIBIDS_IMAGE_TAR_H
#define SCIBIDS_IMAGE_TAR_H

#include "inventory_fs.h"

/* An image in a tar file, as `docker save` writes it (manifest.json, "Docker Image Specification" 1.2) or as an OCI image
   layout (image-spec, image-layout.md): read once, from its beginning to its end, and nothing is written to disk. The tar
   and its layers may be compressed (gzip, zstd). Refused are absolute paths and `..`, entries that are shorter or longer
   than they say, links in a circle, more files than FS_ENTRY_LIMIT, layers that unpack to more than
   IMAGE_UNPACKED_LIMIT, and a tar of several images. */

struct image {
	struct fs fs; /* settled */
	struct str name; /* "app:latest"; n 0: the tar does not say */
	size_t unnamed; /* files whose name is not UTF-8, left out */
};

#define IMAGE_UNPACKED_LIMIT ((int64_t)64 * 1024 * 1024 * 1024)
enum { IMAGE_LAYER_LIMIT = 1000, IMAGE_JSON_LIMIT = 8 * 1024 * 1024 };

/* FD is a file, a pipe or a terminal. False with *WHAT: what is wrong with it. */
bool image_read(int fd, struct image *image, struct str *what);

/* For image_tar.c: an entry of the tar. */
struct image_part {
	struct str name; /* of the tar's entry */
	int layer;       /* number of the layer that it was read as; -1: it was no layer */
	struct str problem; /* of that layer; n 0: none. It counts only if the image has the layer */
	struct str content; /* of a JSON text; p NULL: of another kind */
	struct str link;    /* of a link: the name of another part */
};

struct image_parts {
	struct image_part *items;
	size_t count, capacity;
};

/* The parts that are the image's layers, the lowest first, as numbers of layers. False with *WHAT. */
bool image_manifest(const struct image_parts *parts, struct image *image, int *order, size_t *count, struct str *what);

#endif
