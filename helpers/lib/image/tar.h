#ifndef SCIBIDS_IMAGE_TAR_H
#define SCIBIDS_IMAGE_TAR_H

#include "image/fs.h"

struct archive;
struct archive_entry;
struct yaml;

/* An image in a tar file, as `docker save` writes it (manifest.json, "Docker Image Specification" 1.2) or as an OCI image
   layout (image-spec, image-layout.md): read once, from its beginning to its end, and nothing is written to disk. The tar
   and its layers may be compressed (gzip, zstd). Refused are absolute paths and `..`, entries that are shorter or longer
   than they say, links in a circle, more files than FS_ENTRY_LIMIT, layers that unpack to more than
   IMAGE_UNPACKED_LIMIT, and a tar of several images. */

/* A layer of an image that was watched. */
struct image_tar_layer {
	unsigned number;         /* in the order of reading */
	struct str blob, diff;   /* SHA-256 of its bytes in the tar, and of its own tar unpacked: what image-spec calls DiffID */
	uint64_t bytes, unpacked; /* of these two */
};

struct image {
	struct fs fs; /* settled */
	struct str name; /* "app:latest"; n 0: the tar does not say */
	size_t unnamed; /* files whose name is not UTF-8, left out */
	/* Of an image that was watched: */
	struct image_tar_layer *layers; /* the lowest first; a layer may be there twice */
	size_t layer_count;
	const struct yaml *config, *manifest; /* NULL: the tar has none */
};

#define IMAGE_UNPACKED_LIMIT ((int64_t)64 * 1024 * 1024 * 1024)
enum { IMAGE_LAYER_LIMIT = 1000, IMAGE_JSON_LIMIT = 8 * 1024 * 1024 };

/* Who wants more of an image than the names: ENTRY is called for each entry of each layer, the name being safe and the content
   still to be read from A. Blobs whose name or configuration has another digest than their content are refused then. */
struct image_watch {
	void *context;
	bool (*entry)(void *context, unsigned layer, struct archive *a, struct archive_entry *entry, struct str path, struct str *what);
};

/* FD is a file, a pipe or a terminal. Of IMAGE only fs.sums is read. False with *WHAT: what is wrong with it. */
bool image_read(int fd, struct image *image, struct str *what);
bool image_read_watched(int fd, struct image *image, const struct image_watch *watch, struct str *what);

/* For image_tar.c: an entry of the tar. */
struct image_part {
	struct str name; /* of the tar's entry */
	int layer;       /* number of the layer that it was read as; -1: it was no layer */
	struct str problem; /* of that layer; n 0: none. It counts only if the image has the layer */
	struct image_tar_layer digests; /* of a layer that was watched */
	struct str content; /* of a JSON text; p NULL: of another kind */
	struct str link;    /* of a link: the name of another part */
};

struct image_parts {
	struct image_part *items;
	size_t count, capacity;
};

/* The parts that are the image's layers, the lowest first, as numbers of parts, and its documents. False with *WHAT. */
bool image_manifest(const struct image_parts *parts, struct image *image, int *order, size_t *count, struct str *what);

/* Whether the parts that were watched have the digests that their names and the configuration give. */
bool image_digests_fit(const struct image_parts *parts, const struct image *image, struct str *what);

#endif
