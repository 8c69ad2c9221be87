#ifndef SCIBIDS_IMAGE_ARCHIVE_H
#define SCIBIDS_IMAGE_ARCHIVE_H

#include "image/environment.h"

/* A tar of an OCI image layout (image-spec, image-layout.md) that holds of an image only what the store of its environment lacks: the
   app's layer, the configuration and the manifest. Names are in the index, as annotations that containerd reads. */

struct image_archive {
	struct str id;  /* of the image in containerd's store: its manifest's digest, "sha256:..." */
	uint64_t size; /* of all the image's blobs */
	struct image_layer layer;
};

/* What the image is called: its name, without a tag, its tags, and the labels that are its own, lines NAME=value. */
struct image_names {
	struct str name, labels;
	struct str_list tags;
};

/* Writes it to FD, an empty file, and leaves FD at its beginning. The app lies in DIRECTORY of the image. False with one line in
   *ERROR. */
bool image_archive_write(const struct image_environment *environment, struct tree *tree, struct str directory,
                         const struct image_names *names, int fd, struct image_archive *archive, struct str *error);

/* A familiar name as the store has it: "app" is docker.io/library/app. */
struct str image_full_name(struct str name);

#endif
