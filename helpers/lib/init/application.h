#ifndef SCIBIDS_INIT_APPLICATION_H
#define SCIBIDS_INIT_APPLICATION_H

#include "init/look.h"

/* Applications of web frameworks, found by what a file imports and by the variable that holds the application. */

/* The import name of the project's package, which is a directory at its top; n 0: none. */
struct str init_module(const struct init_project *project);

/* The command that serves the application, n 0 if none is found, and the extra that contains the server. */
struct str init_application(struct init_project *project, struct str *extra);

#endif
