#ifndef SCIBIDS_WHY_CONTENTS_H
#define SCIBIDS_WHY_CONTENTS_H

#include "base/str.h"

/* Lists the contents of .apk files (format 2) below a directory such as a mirror, but only of -dev packages, which have the headers.
   An .apk is a tar cut into gzip members: signature, control files, files (apk-package(5)). */

enum { WHY_CONTENTS_LIMIT = 256 * 1024 * 1024 /* bytes of .apk files to read at most */ };

struct why_file {
	struct str apk;  /* the package's name, from its file's name */
	struct str path; /* without a leading "/" */
};

struct why_contents {
	struct why_file *files; /* headers, libraries and programs; sorted by the path's last part */
	size_t count, capacity;
	size_t apks;     /* read */
	size_t skipped;  /* beyond the limit, or malformed */
};

/* False with errno: DIR cannot be read. A malformed .apk is skipped. */
bool why_contents_read(const char *dir, struct why_contents *contents);

/* The files below usr/include, usr/lib, usr/bin or usr/share whose path ends in "/" NAME; those with the shortest path first. */
void why_contents_find(const struct why_contents *contents, struct str name, const struct why_file **found, size_t limit,
                       size_t *count);

/* The package's name in NAME-VERSION-rN.apk; n 0: not such a name. */
struct str why_apk_name(struct str file);

#endif
