#ifndef SCIBIDS_IMAGE_ARCHIVE_H
#define SCIBIDS_IMAGE_ARCHIVE_H

#include "image/environment.h"

/* A tar of an OCI image layout (image-spec, image-layout.md) with only those parts of an image that the store of its environment lacks:
   the app's layer, the configuration and the manifest. The index has the names, as annotations that containerd reads. */

struct image_archive {
	struct str id;  /* the image's id in containerd's store, its manifest's digest: "sha256:..." */
	uint64_t size; /* of all the image's blobs */
	struct image_layer layer;
};

/* An image's name without tag, its tags, and its own labels, as lines NAME=value. */
struct image_names {
	struct str name, labels;
	struct str_list tags;
};

/* Writes the archive to FD, an empty file, and rewinds FD. The app lies in the image's DIRECTORY. False with a line in *ERROR. */
bool image_archive_write(const struct image_environment *environment, struct tree *tree, struct str directory,
                         const struct image_names *names, int fd, struct image_archive *archive, struct str *error);

/* An image of a platform in a store. */
struct image_part {
	struct str platform, digest, type; /* OS/ARCHITECTURE[/VARIANT]; of the manifest */
	uint64_t size;                     /* of the manifest */
};

#define IMAGE_INDEX_TYPE "application/vnd.oci.image.index.v1+json"

/* The archive of an image of COUNT platforms, which holds only its index. */
struct str image_archive_joint(const struct image_part *parts, size_t count, const struct image_names *names);

#endif
