#ifndef SCIBIDS_IMAGE_TAR_H
#define SCIBIDS_IMAGE_TAR_H

#include "image/image.h"

struct archive;
struct archive_entry;

/* Reads an image from a tar file, as `docker save` writes it (manifest.json, "Docker Image Specification" 1.2) or as an OCI
   image layout (image-spec, image-layout.md), in one pass and without writing to disk. The tar and its layers may be compressed
   (gzip, zstd). Refused: absolute paths and `..`, entries shorter or longer than they say, circular links, more files than
   FS_ENTRY_LIMIT, layers that unpack to more than IMAGE_UNPACKED_LIMIT, and a tar of several images. */

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
