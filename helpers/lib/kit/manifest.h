#ifndef SCIBIDS_KIT_MANIFEST_H
#define SCIBIDS_KIT_MANIFEST_H

#include "base/str.h"

/* A kit's MANIFEST: a line "SHA256  PATH" for each regular file below the directory but MANIFEST itself, in the order of the paths'
   bytes: what sha256sum --check reads. */

/* The text for DIR as it is now. False with one line in *ERROR: a file that cannot be read, a name with a line break, or
   what is neither file, directory nor symbolic link. */
bool manifest_text(const char *dir, struct str *text, struct str *error);

/* Adds to FINDINGS a line for each file that is in one of two such texts only, or differs. WANTED may come from anywhere: false
   with one line in *ERROR where it is malformed. */
bool manifest_compare(struct str wanted, struct str there, struct str_list *findings, struct str *error);

/* Such a text, read: what lies where. */
struct manifest {
	struct str text;
	struct str *lines; /* in the order of their paths */
	size_t count, capacity;
};

/* False with one line in *ERROR where it is malformed, or a path leads out of the kit. */
bool manifest_read(struct str text, struct manifest *manifest, struct str *error);

/* The path of line I, and its SHA-256. */
struct str manifest_path(const struct manifest *manifest, size_t i);
struct str manifest_sum(const struct manifest *manifest, size_t i);

/* The SHA-256 of the file at PATH; n 0: there is none. */
struct str manifest_find(const struct manifest *manifest, struct str path);

#endif
