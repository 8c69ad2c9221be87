#ifndef SCIBIDS_INIT_COMMAND_H
#define SCIBIDS_INIT_COMMAND_H

#include "init/look.h"

/* How a project is likely to be started. */

struct init_command {
	struct str words; /* for SCIBIDS_CMD; n 0: nothing tells */
	struct str extra; /* of the project, which contains the server; n 0: none */
};

/* The first that is there: Procfile, [project.scripts] or console_scripts, manage.py, an application of a known framework, a file that
   is to be started. Adds to the project's lines what it found. */
struct init_command init_command(struct init_project *project);

#endif
