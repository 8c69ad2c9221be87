#ifndef SCIBIDS_IMAGE_TAR_H
#define SCIBIDS_IMAGE_TAR_H

#include "image/fs.h"

struct archive;
struct archive_entry;
struct yaml;

/* Reads an image from a tar file, as `docker save` writes it (manifest.json, "Docker Image Specification" 1.2) or as an OCI
   image layout (image-spec, image-layout.md), in one pass and without writing to disk. The tar and its layers may be compressed
   (gzip, zstd). Refused: absolute paths and `..`, entries shorter or longer than they say, circular links, more files than
   FS_ENTRY_LIMIT, layers that unpack to more than IMAGE_UNPACKED_LIMIT, and a tar of several images. */

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
	struct image_tar_layer *layers; /* lowest first; a layer may occur twice */
	size_t layer_count;
	const struct yaml *config, *manifest; /* NULL: the tar has none */
};

#define IMAGE_UNPACKED_LIMIT ((int64_t)64 * 1024 * 1024 * 1024)
enum { IMAGE_LAYERS_LIMIT = 1000, IMAGE_JSON_LIMIT = 8 * 1024 * 1024 };

/* Watches each entry of each layer: when ENTRY is called, PATH is known to be safe and the content can still be read from A.
   Under a watch, blobs whose content does not match the digest in their name or in the configuration are refused. */
struct image_watch {
	void *context;
	bool (*entry)(void *context, unsigned layer, struct archive *a, struct archive_entry *entry, struct str path, struct str *what);
};

/* FD is a file, a pipe or a terminal. RULE says which content to keep; SUMS: hash every file. False with *WHAT. */
bool image_read(int fd, const struct fs_content_rule *rule, bool sums, struct image *image, struct str *what);

/* Reads names and digests only, and calls WATCH. False with *WHAT. */
bool image_read_watched(int fd, struct image *image, const struct image_watch *watch, struct str *what);

#endif
