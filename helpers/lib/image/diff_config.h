#ifndef SCIBIDS_IMAGE_DIFF_CONFIG_H
#define SCIBIDS_IMAGE_DIFF_CONFIG_H

#include "base/yaml.h"
#include "image/diff.h"

/* Adds to OUT what differs between two JSON documents (NULL: none), as "config.Cmd[1]" and "old -> new". `rootfs` at the
   top is passed over: it repeats the layers. */
void image_diff_config(const struct yaml *a, const struct yaml *b, const struct str names[2], size_t limit,
                       struct image_differences *out);

#endif
