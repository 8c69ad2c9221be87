#ifndef SCIBIDS_DOCKERFILE_H
#define SCIBIDS_DOCKERFILE_H

#include "dockerfile/target.h"

/* Stitches fragments (FRAGMENT-DIR/NAME.dockerfile, with @placeholders@) and a lock to one Dockerfile. */

/* Fills D->text. False with D->problem. */
bool dockerfile_stitch(struct dockerfile *d, enum dockerfile_target target);

#endif
