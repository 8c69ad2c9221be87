#ifndef SCIBIDS_IMAGE_TAR_WRITE_H
#define SCIBIDS_IMAGE_TAR_WRITE_H

#include "base/str.h"

/* Headers of a tar archive: POSIX ustar, and a pax extended header before it where a field does not fit (IEEE Std 1003.1-2017,
   pax, "ustar Interchange Format"). Byte for byte what the archive/tar package of Go writes for Format PAX, for that is what
   BuildKit's layers are made by: owner and group 0 without names, no other times. */

enum tar_type { TAR_FILE = '0', TAR_LINK = '2', TAR_DIR = '5' };

enum { TAR_BLOCK = 512, TAR_END = 2 * TAR_BLOCK };

struct tar_entry {
	struct str path;   /* a directory's ends in "/"; not empty */
	struct str target; /* of a symbolic link */
	enum tar_type type;
	uint32_t mode;  /* 07777 */
	uint64_t size;  /* of a file */
	uint64_t mtime; /* seconds since 1970, less than 2^33 */
};

/* Appends the blocks that come before the entry's content. */
void tar_add_header(struct text *out, const struct tar_entry *entry);

/* Bytes of zeros behind a content of SIZE bytes. */
size_t tar_padding(uint64_t size);

#endif
