#ifndef SCIBIDS_IMAGE_TAR_MANIFEST_H
#define SCIBIDS_IMAGE_TAR_MANIFEST_H

#include "image/image.h"

/* Internal to image/: which parts of a tar make up the image. */

/* An entry of the tar. */
struct image_part {
	struct str name; /* as in the tar */
	int layer;       /* the number of the layer it was read as; -1: not a layer */
	struct str problem; /* of that layer; n 0: none. Matters only if the image uses the layer */
	struct image_tar_layer digests; /* of a watched layer */
	struct str content; /* of a JSON document; else p NULL */
	struct str link;    /* of a link: the name of its target */
};

struct image_parts {
	struct image_part *items;
	size_t count, capacity;
};

/* Sets ORDER to the numbers of the parts that are the image's layers, lowest first, and the documents of IMAGE. ORDER has room for
   IMAGE_LAYERS_LIMIT. False with *WHAT. */
bool image_manifest(const struct image_parts *parts, struct image *image, int *order, size_t *count, struct str *what);

/* Do the watched parts have the digests that their names and the configuration state? False with *WHAT. */
bool image_digests_fit(const struct image_parts *parts, const struct image *image, struct str *what);

#endif
