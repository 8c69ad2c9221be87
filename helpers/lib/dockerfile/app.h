#ifndef SCIBIDS_DOCKERFILE_APP_H
#define SCIBIDS_DOCKERFILE_APP_H

#include "base/str.h"

/* Whether the app's files reach an image in one way only: copied by the stage `app`, as its fragment does it, and from there by `final`
   in its last instruction that makes a layer. Then images with different apps differ in that layer alone. In doubt the
   answer is no: a user's fragments may add any instruction to any stage.
   False with *WHY: "FILE:LINE: ...". */
bool dockerfile_app_is_layer(struct str dockerfile, const char *path, struct str *why);

#endif
