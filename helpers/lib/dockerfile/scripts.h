#ifndef SCIBIDS_DOCKERFILE_SCRIPTS_H
#define SCIBIDS_DOCKERFILE_SCRIPTS_H

#include "base/str.h"

/* The files below DIRECTORY that TEXT, a Dockerfile, mounts with `from=scibids,source=NAME`: a comment line for each, as sha256sum
   prints it. A NAME that is a directory means the files in it. False with *PROBLEM. */
bool dockerfile_scripts(struct str text, const char *directory, struct str *lines, struct str *problem);

#endif
