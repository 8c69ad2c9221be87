#ifndef SCIBIDS_IMAGE_CONFIG_H
#define SCIBIDS_IMAGE_CONFIG_H

#include "base/str.h"

/* The configuration of an image (image-spec, config.md) as BuildKit writes it: JSON without blanks. It is edited as text, so that the rest
   stays byte for byte what the builder writes for the same content. */

struct image_config {
	struct str text;
	struct str platform; /* OS/ARCH[/VARIANT] */
	struct str last;     /* the last of rootfs.diff_ids: "sha256:..." */
	size_t layer_count;
};

/* False with *WHY. TEXT must stay alive. */
bool image_config_read(struct str text, struct image_config *config, struct str *why);

/* The text with the last diff id replaced by DIFF_ID and the labels of OLD by those of NEW, both lines NAME=value. False with *WHY if that
   cannot be done reliably. */
bool image_config_change(const struct image_config *config, struct str diff_id, struct str old, struct str new, struct str *changed,
                         struct str *why);

#endif
