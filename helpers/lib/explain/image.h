#ifndef SCIBIDS_EXPLAIN_IMAGE_H
#define SCIBIDS_EXPLAIN_IMAGE_H

#include "explain/explain.h"

/* What an engine reports about an image in its store. */

struct explain_image {
	bool there;
	struct str id, key; /* key: its label scibids.key, n 0: none */
	struct str_list layers; /* DiffIDs, the lowest first */
	const struct yaml *config;
	uint64_t *bytes; /* unpacked sizes of the layers that the Dockerfile's last instructions made, highest first */
	size_t bytes_count, bytes_capacity;
};

/* Reads what `docker image inspect` prints for one image. False: it is something else. */
bool explain_image_read(struct str json, struct explain_image *image);

/* What `docker history --human=false --no-trunc --format '{{.Size}}<TAB>{{.CreatedBy}}'` prints. */
void explain_image_sizes(struct str history, struct explain_image *image);

/* How an image without a state in the history differs from the state TO, by its labels and configuration. */
struct explain_changes explain_image_compare(const struct explain_image *image, const struct explain_state *to);

/* A table of the layers of IMAGE, which is TO's: contents, bytes, how the builder came by each, whether FROM_IMAGE has it, too, and why it
   was built again, as far as FROM (NULL: unknown) shows. */
struct str explain_layers(const struct explain_state *from, const struct explain_state *to, const struct explain_changes *changes,
                          const struct explain_image *image, const struct explain_image *from_image);

#endif
