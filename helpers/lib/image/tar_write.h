#ifndef SCIBIDS_IMAGE_TAR_WRITE_H
#define SCIBIDS_IMAGE_TAR_WRITE_H

#include "base/str.h"

/* Headers of a tar archive: POSIX ustar, preceded by a pax extended header if a field does not fit (IEEE Std 1003.1-2017, pax, "ustar
   Interchange Format"). Byte for byte what Go's archive/tar writes for Format PAX, because BuildKit makes its layers with it: owner and
   group 0 without names, no other times. */

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

/* Appends the blocks that precede the entry's content. */
void tar_add_header(struct text *out, const struct tar_entry *entry);

/* Number of zero bytes after a content of SIZE bytes. */
size_t tar_padding(uint64_t size);

#endif
