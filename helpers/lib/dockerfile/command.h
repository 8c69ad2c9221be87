#ifndef SCIBIDS_DOCKERFILE_COMMAND_H
#define SCIBIDS_DOCKERFILE_COMMAND_H

#include "dockerfile/target.h"

/* Internal to dockerfile/: what the image must have so that its command can start. */

/* JSON for the proof: {"path": PATH, "programs": [{"what": who asks, "name": a program or a path}]}, where PATH is the image's
   own unless the settings set one. A script of the app is looked at here, since the proof has no app: it must be there, be
   executable and name its interpreter. False with *WHY: it cannot start. */
bool dockerfile_programs(const struct dockerfile *d, struct str path, struct str *json, struct str *why);

/* The image's PATH; SYSTEM: with the directories of the system's own programs. */
struct str dockerfile_path(bool system);

#endif
