#ifndef SCIBIDS_APK_INSTALLED_H
#define SCIBIDS_APK_INSTALLED_H

#include "apk/record.h"
#include "base/error.h"

/* The files of an installed package: the lines of its record in lib/apk/db/installed from the first F: on.

       F:DIRECTORY   relative to the root, without "/" at the end; empty for the root itself
       M:UID:GID:MODE[:XATTR]   of that directory, if not 0:0:755
       R:NAME        a file in it, or a symbolic link
       a:UID:GID:MODE[:XATTR]   of that file, if not 0:0:644 (links: 777)
       Z:CHECKSUM    "Q1" and the SHA-1 in base64: of the file's content, or of the link's target

   Packages are read by apkindex_add_installed(), which gives their name, version, origin, license, provides and so on. */

struct apk_file {
	struct str directory; /* of the database's text; no component is "." or ".." */
	struct str name;      /* p NULL: this is the directory itself */
	struct str checksum;  /* p NULL: none is noted */
	bool owned;           /* owner and mode are noted: */
	uint64_t uid, gid;
	unsigned mode; /* permission bits, at most 07777 */
};

struct apk_files {
	struct str rest;
	int line;
	struct str directory;
	const char *path;
};

/* Begins with the first file of a package; PATH, the database's, is for errors. */
struct apk_files apk_files_of(const struct apk *apk, const char *path);

/* The next directory or file: 1; 0 at the end; -1 with *ERROR set. */
int apk_files_next(struct apk_files *files, struct apk_file *file, struct error *error);

#endif
