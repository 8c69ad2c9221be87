#ifndef SCIBIDS_IMAGE_CONTENT_H
#define SCIBIDS_IMAGE_CONTENT_H

#include "image/tar.h"

/* An image with all metadata of its layers' files. All memory is the arena's. */

struct image_entry {
	struct str path;   /* "usr/local/bin", without leading "./" and trailing "/"; "" is the root */
	char kind;         /* as ls(1) shows it: - d l c b p; h: a hard link */
	unsigned mode;     /* 07777 */
	int64_t uid, gid, mtime; /* seconds since 1970 */
	long mtime_ns;
	uint64_t size;     /* bytes of a file */
	uint64_t device;   /* of c and b: major << 32 | minor */
	struct str link;   /* target of l and h */
	struct str sha256; /* of a file's content */
	struct str xattrs; /* SHA-256 of the extended attributes; n 0: none */
};

/* A layer's entries, in the tar's order. */
struct image_entries {
	struct image_entry *items;
	size_t count, capacity;
};

struct image_content {
	struct image image;
	struct image_entries *by_number; /* indexed by image_tar_layer.number */
	size_t number_count, number_capacity;
};

/* See image_read_watched(). */
bool image_content_read(int fd, struct image_content *content, struct str *what);

/* The entries of the image's I-th layer (0 is the lowest), sorted by path. Among several with the same path the last is kept, as unpacking
   would. */
const struct image_entries *image_content_layer(const struct image_content *content, size_t i);

#endif
