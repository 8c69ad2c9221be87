#ifndef SCIBIDS_IMAGE_DIFF_CONFIG_H
#define SCIBIDS_IMAGE_DIFF_CONFIG_H

#include "base/yaml.h"
#include "image/difference.h"

/* Adds to OUT the differences between two JSON documents (or NULL), as "config.Cmd[1]" and "old -> new". Skips `rootfs` at the top, which
   repeats the layers. */
void image_diff_config(const struct yaml *a, const struct yaml *b, const struct str names[2], size_t limit,
                       struct image_differences *out);

#endif
